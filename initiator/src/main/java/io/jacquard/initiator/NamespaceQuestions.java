package io.jacquard.initiator;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.ZonedIdentifyController;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Asks a controller what it knows about one namespace. Confined to the admin lane's loop. */
final class NamespaceQuestions {

  private final AdminCommands commands;
  private final Supplier<Association> association;

  NamespaceQuestions(AdminCommands commands, Supplier<Association> association) {
    this.commands = commands;
    this.association = association;
  }

  /** Everything; empty if the namespace is not active any more. */
  CompletableFuture<Optional<FoundNamespace>> ask(int nsid) {
    return commands
        .identify(Cns.IDENTIFY_NAMESPACE, nsid)
        .thenApply(IdentifyNamespace::decode)
        .thenCompose(
            identify ->
                identify.isInactive()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : ask(nsid, identify).thenApply(Optional::of));
  }

  private CompletableFuture<FoundNamespace> ask(int nsid, IdentifyNamespace identify) {
    return descriptors(nsid, identify)
        .thenCompose(
            found ->
                zones(nsid, identify, found.csi().orElse(CommandSetIdentifier.NVM))
                    .thenApply(zones -> new FoundNamespace(identify, found.identity(), zones)));
  }

  private CompletableFuture<NamespaceDescriptors> descriptors(
      int nsid, IdentifyNamespace identify) {
    return commands
        .identify(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, nsid)
        .thenApply(NamespaceDescriptors::decode)
        .exceptionally(
            failure -> {
              InitiatorException why = Failure.of(failure);
              if (!(why instanceof NvmeStatusException)) {
                throw new CompletionException(why);
              }
              // Optional before NVMe 1.3: then the identifiers of Identify Namespace are all.
              return new NamespaceDescriptors(
                  new NamespaceIdentity(
                      identify.eui64(), identify.nguid(), NamespaceIdentity.NO_UUID),
                  OptionalInt.empty());
            });
  }

  private CompletableFuture<Optional<ZoneGeometry>> zones(
      int nsid, IdentifyNamespace identify, int commandSet) {
    return switch (commandSet) {
      case CommandSetIdentifier.NVM -> CompletableFuture.completedFuture(Optional.empty());
      case CommandSetIdentifier.ZONED_NAMESPACE ->
          largestAppend()
              .thenCombine(
                  commands.identify(zoned(Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE, nsid)),
                  (bytes, data) -> geometry(identify, bytes, ZonedIdentifyNamespace.decode(data)))
              .thenApply(Optional::of);
      default ->
          CompletableFuture.failedFuture(
              new UnsuitableControllerException(
                  "it is of the command set "
                      + CommandSetIdentifier.nameOf(commandSet)
                      + ", which this host does not know"));
    };
  }

  private static ZoneGeometry geometry(
      IdentifyNamespace identify, int largestAppend, ZonedIdentifyNamespace zones) {
    try {
      return ZoneGeometry.of(zones, identify.lbaFormatIndex(), largestAppend);
    } catch (IllegalArgumentException e) {
      throw new CompletionException(new UnsuitableControllerException(e.getMessage()));
    }
  }

  /** Unlike a write, an append cannot be split where it is too long. */
  private CompletableFuture<Integer> largestAppend() {
    return commands
        .identify(zoned(Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER, 0))
        .thenApply(ZonedIdentifyController::decode)
        .thenApply(
            controller -> {
              int most = IdentifyCheck.maxTransfer(association.get());
              int limit = controller.largestAppend(association.get().capabilities().mpsmin());
              return limit == 0 ? most : Math.min(most, limit);
            });
  }

  private static Identify zoned(int cns, int nsid) {
    return new Identify(nsid, cns, 0, CommandSetIdentifier.ZONED_NAMESPACE, 0, 0);
  }
}
