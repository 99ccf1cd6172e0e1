package io.jacquard.initiator.cli;

import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Flags that say which namespace of which controller. */
final class NamespaceFlags {
  private static final long LAST = 0xFFFF_FFFEL;

  @Option(
      names = {"--namespace-id", "--nsid"},
      paramLabel = "NSID",
      converter = ParameterConverters.ToNumber.class,
      description =
          "Namespace; the only one if there is one. (nvme-cli's -n is the NQN's short form here.)")
  private Long nsid;

  /** The namespace ID, if one is given. */
  Optional<Long> given() {
    return Optional.ofNullable(nsid);
  }

  /** The namespace of a controller that these flags have connected. */
  RemoteNamespace of(RemoteController connected, ControllerFlags controller) throws IOException {
    List<RemoteNamespace> all = connected.namespaces();
    if (nsid == null) {
      return switch (all.size()) {
        case 1 -> all.getFirst();
        case 0 -> throw new IOException(connected.options().subsystem() + " has no namespace");
        default ->
            throw controller.wrong(
                "there are " + all.size() + " namespaces: choose one by --namespace-id");
      };
    }
    if (nsid < 1 || nsid > LAST) {
      throw controller.wrong("namespace ID " + nsid + " is not in 1.." + LAST);
    }
    return connected
        .namespace(nsid)
        .orElseThrow(
            () ->
                new IOException(
                    "%s has no namespace %d; it has: %s"
                        .formatted(
                            connected.options().subsystem(),
                            nsid,
                            all.stream().map(RemoteNamespace::nsid).toList())));
  }
}
