package io.jacquard.initiator;

import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who only looks at a file must not make it by a slip of the pen. */
public final class ExistingFile {
  private static final String FILE = "file";

  private ExistingFile() {}

  /**
   * Checks that a URI names a file that is there, or says that it be made.
   *
   * @throws IOException if neither, with what to write
   */
  public static void require(NamespaceUri uri) throws IOException {
    if (uri.scheme().equals(FILE)
        && uri.parameter("create").isEmpty()
        && uri.parameter("size").isEmpty()
        && !Files.exists(Path.of(uri.target()))) {
      throw new IOException(
          "there is no "
              + uri.target()
              + (Path.of(uri.target()).startsWith("/dev")
                  ? "; 'jacquard enum' lists the devices that there are"
                  : "; to make it, write " + uri.target() + "?size=10G&create"));
    }
  }
}
