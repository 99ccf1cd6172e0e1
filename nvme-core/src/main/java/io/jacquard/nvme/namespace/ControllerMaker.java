package io.jacquard.nvme.namespace;

import java.io.IOException;

/** Makes controllers for namespaces that have none of their own. Found by {@code ServiceLoader}. */
public interface ControllerMaker {

  /**
   * Makes a controller with one namespace, whose NSID is 1. It is reached from within this process
   * only, and ends when the way to it is closed, as the namespace does.
   *
   * @param uri what the namespace was opened as
   * @param namespace from now on closed by the way to the controller, unless this call fails
   */
  ControllerAccess make(NamespaceUri uri, Namespace namespace) throws IOException;
}
