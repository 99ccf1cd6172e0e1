package io.jacquard.target;

import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.ControllerMaker;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;

/** Gives namespaces without a controller the one that the target would show of them. */
public final class ControllerSynthesis implements ControllerMaker {

  @Override
  public ControllerAccess make(NamespaceUri uri, Namespace namespace) throws IOException {
    SynthesisedController controller = new SynthesisedController(uri, namespace);
    try {
      controller.connect();
      return controller;
    } catch (IOException | RuntimeException e) {
      controller.close();
      throw e;
    }
  }
}
