package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxMemory;
import io.jacquard.nvme.linux.PersistentMapping;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Namespaces in persistent memory: {@code
 * pmem:PATH[?size=10G][&create][&block=512|4096][&readonly][&threads=N]}, a file of a file system
 * that is mounted for direct access (DAX).
 *
 * <p>All of the file's space is allocated when it is opened: a store to memory that the file system
 * cannot give would be a fault.
 */
public final class PmemProvider implements NamespaceProvider {
  private static final Set<String> OPTIONS =
      Set.of("size", "create", BlockSizeOption.NAME, "readonly", "threads");
  private static final Set<Capability> READ_ONLY = Set.of(Capability.COMPARE, Capability.VERIFY);

  private final boolean anyFile;

  /** The kind, for real persistent memory. */
  public PmemProvider() {
    this(false);
  }

  /**
   * The kind.
   *
   * @param anyFile whether files elsewhere are mapped too, so that a flush is what makes them
   *     durable
   */
  PmemProvider(boolean anyFile) {
    this.anyFile = anyFile;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("pmem");
  }

  @Override
  public void check(NamespaceUri uri) {
    uri.allowOnly(OPTIONS);
    FileOptions.read(uri);
  }

  @Override
  public Namespace open(NamespaceUri uri) throws IOException {
    check(uri);
    ImageFile image = ImageFile.open(FileOptions.read(uri).buffered());
    try {
      return open(image);
    } catch (IOException | RuntimeException e) {
      image.close();
      throw e;
    }
  }

  private Namespace open(ImageFile image) throws IOException {
    FileOptions options = image.options();
    if (!options.readOnly()) {
      allocate(image);
    }
    PersistentMapping mapping =
        anyFile
            ? PersistentMapping.ofAnyFile(options.path(), image.bytes())
            : PersistentMapping.open(options.path(), image.bytes(), options.readOnly());
    PmemStore store = new PmemStore(image, mapping);
    String name = "pmem-" + options.path().getFileName();
    Engine engine = new Engine.Memory(store, new Engine.Threads(options.engine().threads(), name));
    return LocalNamespace.on(
        engine,
        store,
        geometry(image, mapping),
        capabilities(options),
        "persistent memory " + options.path(),
        new AccessPath("pmem", "emu", "none", "none", notes(mapping)));
  }

  private static void allocate(ImageFile image) throws IOException {
    int result = image.file().fallocate(0, 0, image.bytes());
    if (result < 0 && result != -Errno.EOPNOTSUPP) {
      throw new SystemCallException("fallocate", image.options().path().toString(), -result);
    }
  }

  private static List<String> notes(PersistentMapping mapping) {
    return mapping.writesBack() ? List.of() : PersistentMapping.noWriteBack().stream().toList();
  }

  private static NamespaceGeometry geometry(ImageFile image, PersistentMapping mapping) {
    int block = image.options().block();
    int unit = Math.max(1, LinuxMemory.PAGE / block);
    return new NamespaceGeometry(
        block,
        image.bytes() / block,
        image.options().readOnly(),
        !mapping.writesBack(),
        !image.options().readOnly(),
        unit,
        unit,
        unit,
        NvmLimits.atomicBlocks(block));
  }

  private static Set<Capability> capabilities(FileOptions options) {
    return options.readOnly()
        ? READ_ONLY
        : EnumSet.complementOf(EnumSet.of(Capability.PASSTHROUGH, Capability.RESIZE));
  }
}
