package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A module of persistent memory that QEMU emulates; {@code /dev/pmem0} in a guest with the module
 * {@code nfit}.
 *
 * @param id its name for QEMU
 * @param bytes its size; a multiple of 16 MiB, which Linux wants of memory regions
 * @param image the file that keeps it, which stays; empty: one that is deleted with the machine
 */
public record Nvdimm(String id, long bytes, Optional<Path> image) implements Device {

  @Override
  public List<String> arguments(Path disks) throws IOException {
    Path file = image.isPresent() ? image.get() : BackingFile.sparse(disks, id, bytes);
    return List.of(
        "-object",
        "memory-backend-file,id=%s-memory,share=on,mem-path=%s,size=%d"
            .formatted(id, QemuCommand.escape(file), bytes),
        "-device",
        "nvdimm,id=%1$s,memdev=%1$s-memory".formatted(id));
  }
}
