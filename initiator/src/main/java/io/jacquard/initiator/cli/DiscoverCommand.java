package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Discovery;
import io.jacquard.initiator.Initiator;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.identity.Nqn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard discover}. */
@Command(
    name = "discover",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Asks a discovery service which subsystems there are and how to reach them.",
      "Without an address, asks those that /etc/nvme/discovery.conf lists."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard discover -t tcp -a 127.0.0.1 -s 8009",
      "  jacquard discover tcp://10.0.0.1 --referrals -o json",
      "  jacquard discover"
    })
final class DiscoverCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ControllerFlags controller;

  @Mixin private FormatFlags output;

  @Option(names = "--referrals", description = "Ask the services that the answer refers to, too.")
  private boolean referrals;

  @Option(
      names = {"-r", "--raw"},
      paramLabel = "FILE",
      description = "Save the log page as the controller sent it.")
  private Path raw;

  @Option(
      names = "--discovery-conf",
      paramLabel = "FILE",
      hidden = true,
      description = "The list of services to ask without an address.")
  private Path conf = DiscoveryConf.DEFAULT;

  @Override
  public Integer call() throws IOException {
    List<Discovery> answers = new ArrayList<>();
    for (ControllerFlags service : services()) {
      answers.addAll(ask(service.options(Nqn.DISCOVERY)));
    }
    print(answers.stream().map(Discovery::log).flatMap(Optional::stream).toList());
    List<IOException> failures =
        answers.stream().map(Discovery::failure).flatMap(Optional::stream).toList();
    failures.forEach(failure -> CommandOutput.warn(spec, failure.getMessage()));
    return failures.isEmpty() ? 0 : 1;
  }

  private List<ControllerFlags> services() throws IOException {
    if (controller.given()) {
      return List.of(controller);
    }
    if (controller.partlyGiven()) {
      throw controller.wrong("say where the discovery service is: -a ADDRESS");
    }
    if (!Files.exists(conf)) {
      throw controller.wrong(
          "say where the discovery service is: -a ADDRESS, or list services in " + conf);
    }
    List<ControllerFlags> listed = DiscoveryConf.read(conf);
    if (listed.isEmpty()) {
      throw controller.wrong(conf + " lists no service: say where one is by -a ADDRESS");
    }
    return listed;
  }

  /** One service that fails must not hide the others, unless it is the only one. */
  private List<Discovery> ask(ConnectOptions service) throws IOException {
    try {
      return referrals
          ? Initiator.discoverAll(service)
          : List.of(
              new Discovery(service, Optional.of(Initiator.discover(service)), Optional.empty()));
    } catch (IllegalArgumentException e) {
      throw controller.wrong(e.getMessage());
    } catch (IOException e) {
      if (controller.given()) {
        throw e;
      }
      return List.of(new Discovery(service, Optional.empty(), Optional.of(e)));
    }
  }

  private void print(List<DiscoveryLog> logs) throws IOException {
    if (raw != null) {
      Files.write(raw, bytes(logs).array());
    }
    switch (output.format()) {
      case normal -> logs.forEach(log -> CommandOutput.print(spec, new DiscoveryText(log).lines()));
      case json -> {
        if (logs.size() == 1) {
          CommandOutput.print(spec, new DiscoveryText(logs.getFirst()).json());
        } else {
          ArrayNode all = StructureText.array();
          logs.forEach(log -> all.add(new DiscoveryText(log).json()));
          CommandOutput.print(spec, all);
        }
      }
      case binary -> CommandOutput.printBytes(bytes(logs));
    }
  }

  private static ByteBuffer bytes(List<DiscoveryLog> logs) {
    ByteBuffer all = ByteBuffer.allocate(logs.stream().mapToInt(DiscoveryLog::bytes).sum());
    logs.forEach(log -> log.encode(all));
    return all.flip();
  }
}
