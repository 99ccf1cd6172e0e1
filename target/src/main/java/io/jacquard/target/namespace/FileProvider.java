package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.BlockLimits;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.passthrough.Passthrough;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Namespaces in files and on block devices: {@code
 * file:PATH[?size=10G][&create][&block=512|4096][&direct=auto|on|off][&readonly]
 * [&async=io_uring|libaio|thrpool|emu][&poll_io][&poll_sq][&register_files=auto|on|off]
 * [&register_buffers=auto|on|off][&threads=N]}.
 *
 * <p>A file that does not exist is made, sparse, with the size given or 1 GiB. An existing one is
 * taken as it is, and grown if a larger size is given. A block device is what its queue says: its
 * logical blocks, its preferred units, what it discards and zeroes, and whether it has a cache that
 * forgets.
 *
 * <p>NVMe devices whose commands are to be passed through are left to {@link Passthrough}.
 */
public final class FileProvider implements NamespaceProvider {
  private static final Set<Capability> READ_ONLY = Set.of(Capability.COMPARE, Capability.VERIFY);

  private final KernelSupport kernel;

  /** The kind, on this machine's kernel. */
  public FileProvider() {
    this(new KernelSupport());
  }

  /** The kind, on a kernel with other abilities. */
  FileProvider(KernelSupport kernel) {
    this.kernel = kernel;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public void check(NamespaceUri uri) {
    if (Passthrough.takes(uri)) {
      Passthrough.check(uri);
      return;
    }
    FileOptions.of(uri);
  }

  @Override
  public Optional<ControllerAccess> openController(NamespaceUri uri) throws IOException {
    return Passthrough.hasController(uri)
        ? Optional.of(Passthrough.openController(uri))
        : Optional.empty();
  }

  @Override
  public Namespace open(NamespaceUri uri) throws IOException {
    if (Passthrough.takes(uri)) {
      return Passthrough.open(uri);
    }
    ImageFile image = ImageFile.open(FileOptions.of(uri));
    try {
      return open(image);
    } catch (IOException | RuntimeException e) {
      image.close();
      throw e;
    }
  }

  private Namespace open(ImageFile image) throws IOException {
    if (!image.isZoned()) {
      return openBlocks(image);
    }
    ZonedDevice zones = ZonedDevice.of(image, geometry(image, false));
    try {
      return zones.over(openBlocks(image));
    } catch (IOException | RuntimeException e) {
      zones.close();
      throw e;
    }
  }

  private Namespace openBlocks(ImageFile image) throws IOException {
    FileStore store = new FileStore(image);
    boolean deallocates = !image.options().readOnly() && store.canDeallocate(image.bytes());
    EngineChoice choice = EngineChoice.of(image, store, kernel);
    String description =
        (image.isDevice() ? "device " : "file ")
            + image.options().path()
            + ", "
            + image.access()
            + " by "
            + choice.access().async();
    return LocalNamespace.on(
        choice.engine(),
        store,
        geometry(image, deallocates),
        capabilities(image, deallocates),
        description,
        choice.access());
  }

  private static NamespaceGeometry geometry(ImageFile image, boolean deallocates) {
    int block = image.options().block();
    int fileUnit = Math.max(1, image.status().preferredBlock() / block);
    return new NamespaceGeometry(
        block,
        image.bytes() / block,
        image.options().readOnly(),
        volatileCache(image),
        // Whether discarded blocks of a device read as zeroes nobody tells.
        deallocates && !image.isDevice(),
        image.limits().map(device -> writeUnit(device, block)).orElse(fileUnit),
        image.limits().map(device -> streamUnit(device, block)).orElse(fileUnit),
        image.limits().map(device -> units(device.discardUnit(), block)).orElse(fileUnit),
        NvmLimits.atomicBlocks(block));
  }

  private static boolean volatileCache(ImageFile image) {
    return !image.direct() || image.limits().map(BlockLimits::writeBack).orElse(true);
  }

  private static int writeUnit(BlockLimits device, int block) {
    return units(Math.max(device.physicalBlock(), device.minimumIo()), block);
  }

  private static int streamUnit(BlockLimits device, int block) {
    return Math.max(units(device.optimalIo(), block), writeUnit(device, block));
  }

  private static int units(long bytes, int block) {
    return Math.clamp(bytes / block, 1, Short.MAX_VALUE);
  }

  private static Set<Capability> capabilities(ImageFile image, boolean deallocates) {
    if (image.options().readOnly()) {
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
