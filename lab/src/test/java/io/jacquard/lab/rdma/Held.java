package io.jacquard.lab.rdma;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is held at a time.
 *
 * @param descriptors open files of this process
 * @param resources counts of everything that the kernel keeps for RDMA devices
 */
record Held(int descriptors, String resources) {

  static Held now() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path ignored : all) {
        count++;
      }
    }
    Process show = new ProcessBuilder("rdma", "resource", "show").start();
    return new Held(
        count, new String(show.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }
}
