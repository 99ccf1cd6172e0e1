package io.jacquard.initiator.cli;

import io.jacquard.initiator.BlockStorage;
import io.jacquard.initiator.DirectNamespace;
import io.jacquard.initiator.RemoteController;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** Flags that say which blocks: a namespace of a remote controller, or whatever a URI names. */
final class StorageFlags {
  @Mixin private ControllerFlags controller;

  @Mixin private NamespaceFlags namespace;

  @ArgGroup(
      validate = false,
      heading =
          "%nFor a device or file, the way to it (what is chosen is taken, or is an error):%n")
  private InterfaceFlags interfaces = new InterfaceFlags();

  /**
   * What was opened.
   *
   * @param blocks what is read and written
   * @param owner closed with it
   */
  record Opened(BlockStorage blocks, Owner owner) implements AutoCloseable {
    @Override
    public void close() {
      owner.close();
    }
  }

  /** What is closed afterwards, without exceptions. */
  @FunctionalInterface
  interface Owner {
    /** Gives everything back. */
    void close();
  }

  /** Opens what is meant. */
  Opened open() throws IOException {
    return controller.namesDevice() ? openDevice() : openRemote();
  }

  private Opened openRemote() throws IOException {
    if (interfaces.given()) {
      throw wrong("--be, --async and the like are for devices and files, not for a connection");
    }
    RemoteController connected = controller.connect();
    try {
      return new Opened(namespace.of(connected, controller), connected::close);
    } catch (IOException | RuntimeException e) {
      connected.close();
      throw e;
    }
  }

  private Opened openDevice() throws IOException {
    try {
      NamespaceUri uri = interfaces.applyTo(NamespaceUri.parse(controller.device()));
      if (namespace.given().isPresent()) {
        uri = uri.with("nsid", namespace.given().get().toString());
      }
      DirectNamespace opened = DirectNamespace.open(NamespaceKinds.checked(uri).toString());
      return new Opened(opened, opened::close);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  /** Wrong usage of the command, with its reason. */
  ParameterException wrong(String reason) {
    return controller.wrong(reason);
  }
}
