package io.jacquard.target;

import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.definition.PassthroughDefinition.AdminCommands;
import io.jacquard.target.passthrough.PassthroughSubsystem;
import io.jacquard.target.subsystem.BackingController;
import io.jacquard.target.subsystem.ExportedNamespace;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/** The local controller that a subsystem passes through, while it does. Confined to control. */
final class PassedDevice {
  private final PassthroughSubsystem device;
  private final List<ExportedNamespace> namespaces;
  private final Executor mediaThread;

  private PassedDevice(
      PassthroughSubsystem device, List<ExportedNamespace> namespaces, Executor mediaThread) {
    this.device = device;
    this.namespaces = namespaces;
    this.mediaThread = mediaThread;
  }

  /**
   * Opens it with all of its namespaces.
   *
   * @param changed hears, on any thread, of a namespace that has another size
   * @throws IOException if it cannot be had
   */
  static PassedDevice open(
      Nqn nqn, PassthroughDefinition definition, Executor mediaThread, IntConsumer changed)
      throws IOException {
    PassthroughSubsystem device = PassthroughSubsystem.open(definition);
    device.namespaces().forEach((nsid, medium) -> medium.onChange(() -> changed.accept(nsid)));
    boolean vendor = definition.commands().compareTo(AdminCommands.VENDOR) >= 0;
    List<ExportedNamespace> exported =
        device.namespaces().entrySet().stream()
            .map(
                one ->
                    // What hosts see is what the device says; this one stays within the target.
                    new ExportedNamespace(
                        one.getKey(),
                        one.getValue(),
                        NamespaceIdentity.derive(nqn, one.getKey()),
                        mediaThread,
                        vendor))
            .toList();
    return new PassedDevice(device, exported, mediaThread);
  }

  BackingController controller() {
    return device.controller();
  }

  List<ExportedNamespace> namespaces() {
    return namespaces;
  }

  /**
   * Gives it up.
   *
   * @return done when the namespaces and the controller are closed
   */
  CompletableFuture<Void> retire() {
    CompletableFuture<?>[] closing =
        namespaces.stream().map(ExportedNamespace::retire).toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(closing)
        .whenCompleteAsync((all, e) -> device.close(), mediaThread);
  }
}
