package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The kernel, initial RAM disk and root file system which the lab's virtual machines boot.
 *
 * <p>Made by {@code lab/image/build}, which keeps it in a cache outside of the source tree.
 *
 * @param kernel an uncompressed kernel
 * @param initrd the initial RAM disk
 * @param root a squashfs image, shared read-only by all machines
 * @param kernelVersion what {@code uname -r} says in the guest
 */
public record GuestImage(Path kernel, Path initrd, Path root, String kernelVersion) {

  /** System property with the directory of an image that is already built. */
  public static final String DIRECTORY_PROPERTY = "jacquard.lab.image";

  /**
   * Finds the image, building it first when it is not in the cache. Building takes about half a
   * minute and fetches packages.
   *
   * @throws IOException if there is no image and it cannot be built
   */
  public static GuestImage require() throws IOException {
    String built = System.getProperty(DIRECTORY_PROPERTY);
    return in(
        Path.of(
            built != null && !built.isEmpty() ? built : LabScript.run("image/build", List.of())));
  }

  /**
   * The image in a directory.
   *
   * @throws IOException if a part is missing
   */
  public static GuestImage in(Path directory) throws IOException {
    return new GuestImage(
        part(directory, "vmlinux"),
        part(directory, "initrd"),
        part(directory, "root.squashfs"),
        Files.readString(part(directory, "kernel-version")).strip());
  }

  /** The image with other parts in place of its own. */
  public GuestImage with(
      Optional<Path> otherKernel, Optional<Path> otherInitrd, Optional<Path> otherRoot) {
    return new GuestImage(
        otherKernel.orElse(kernel),
        otherInitrd.orElse(initrd),
        otherRoot.orElse(root),
        otherKernel.map(path -> "of " + path.getFileName()).orElse(kernelVersion));
  }

  private static Path part(Path directory, String name) throws IOException {
    Path part = directory.resolve(name);
    if (!Files.isReadable(part)) {
      throw new IOException("no guest image: " + part + " is missing; run lab/image/build --force");
    }
    return part;
  }
}
