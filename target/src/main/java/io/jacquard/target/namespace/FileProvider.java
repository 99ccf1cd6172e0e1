package io.jacquard.target.namespace;

import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Namespaces in files and on block devices: {@code
 * file:PATH[?size=10G][&create][&block=512|4096][&direct=auto|on|off][&readonly][&threads=N]}.
 *
 * <p>A file that does not exist is made, sparse, with the size given or 1 GiB. An existing one is
 * taken as it is, and grown if a larger size is given.
 */
public final class FileProvider implements NamespaceProvider {
  private static final Set<Capability> READ_ONLY = Set.of(Capability.COMPARE, Capability.VERIFY);

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public void check(NamespaceUri uri) {
    FileOptions.of(uri);
  }

  @Override
  public Namespace open(NamespaceUri uri) throws IOException {
    FileOptions options = FileOptions.of(uri);
    ImageFile image = ImageFile.open(options);
    FileStore store = new FileStore(image, options.block());
    boolean deallocates = !options.readOnly() && store.canDeallocate(image.bytes());
    String description =
        (image.isDevice() ? "device " : "file ") + options.path() + ", " + image.access();
    return LocalNamespace.onThreads(
        store,
        geometry(options, image, deallocates),
        capabilities(options, image, deallocates),
        description,
        new AccessPath("linux", "thrpool", "psync", image.isDevice() ? "block" : "file"),
        options.threads(),
        "file-" + options.path().getFileName());
  }

  private static NamespaceGeometry geometry(
      FileOptions options, ImageFile image, boolean deallocates) {
    int block = options.block();
    int unit = Math.max(1, image.status().preferredBlock() / block);
    return new NamespaceGeometry(
        block,
        image.bytes() / block,
        options.readOnly(),
        true,
        deallocates,
        unit,
        unit,
        NvmLimits.atomicBlocks(block));
  }

  private static Set<Capability> capabilities(
      FileOptions options, ImageFile image, boolean deallocates) {
    if (options.readOnly()) {
      return READ_ONLY;
    }
    Set<Capability> all = EnumSet.complementOf(EnumSet.of(Capability.PASSTHROUGH));
    if (!deallocates) {
      all.remove(Capability.DEALLOCATE);
    }
    if (image.isDevice()) {
      all.remove(Capability.RESIZE);
    }
    return all;
  }
}
