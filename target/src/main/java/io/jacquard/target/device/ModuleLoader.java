package io.jacquard.target.device;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;

/** Loads kernel modules. */
@FunctionalInterface
public interface ModuleLoader {

  /**
   * Loads a module and those it needs; nothing if it is there.
   *
   * @throws IOException if that fails, with modprobe's reason
   */
  void load(String module) throws IOException;

  /** The one that runs {@code modprobe}. */
  static ModuleLoader modprobe() {
    return module -> {
      Process process = new ProcessBuilder("modprobe", module).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      try {
        if (process.waitFor() != 0) {
          throw new IOException("modprobe " + module + " failed: " + said.strip());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while loading " + module);
      }
    };
  }
}
