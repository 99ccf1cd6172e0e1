package io.jacquard.initiator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jacquard.initiator.ScriptedController;
import io.jacquard.initiator.ScriptedNamespace;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.FixedLoops;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.loopback.LoopbackTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HostCommandsTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final int BLOCKS = 8192;

  private final ScriptedController controller = new ScriptedController();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final FixedLoops loops =
      FixedLoops.threads("controller", LoopSettings.defaults().withCount(1));
  private final TransportAddress address =
      TransportAddress.parse("loop://commands-" + NAMES.incrementAndGet());
  private final String uri = address + "/" + ScriptedController.NQN;
  private final ScriptedNamespace medium = new ScriptedNamespace(512, BLOCKS);
  private Listener listener;

  @TempDir private Path directory;

  @BeforeEach
  void listen() throws IOException {
    controller.namespaces.put(1, medium);
    listener =
        new LoopbackTransport().listen(address, ListenSettings.defaults(), loops, controller);
  }

  @AfterEach
  void stop() {
    listener.close();
    loops.close();
  }

  private int run(String... args) {
    CommandLine commands = new CommandLine(new Root());
    HostCommands.remote().forEach((name, made) -> commands.addSubcommand(name, made.get()));
    HostCommands.onAnyDevice().forEach((name, made) -> commands.addSubcommand(name, made.get()));
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    commands.setExecutionExceptionHandler(
        (e, command, result) -> {
          command.getErr().println(e.getMessage());
          command.getErr().flush();
          return 1;
        });
    return commands.execute(args);
  }

  @CommandLine.Command(name = "jacquard")
  private static final class Root implements Runnable {
    @Override
    public void run() {
      throw new AssertionError("a command is given");
    }
  }

  @Test
  void idCtrlPrintsEveryField() {
    assertThat(run("id-ctrl", uri)).isZero();
    assertThat(out.toString())
        .startsWith("NVME Identify Controller:")
        .contains("vid       : 0x0\n")
        .contains("sn        : 1234\n")
        .contains("mn        : Scripted\n")
        .contains("mdts      : 5\n")
        .contains("cntlid    : 0x7\n")
        .contains("subnqn    : " + ScriptedController.NQN + "\n")
        .contains("ioccsz    : 516\n")
        .contains("ps    0   : mp:0.0000W");
  }

  @Test
  void idCtrlJsonHasTheKeysOfNvmeCli() throws IOException {
    assertThat(run("id-ctrl", uri, "-o", "json")).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("sn").asText()).isEqualTo("1234");
    assertThat(json.get("cntlid").asInt()).isEqualTo(7);
    assertThat(json.get("tnvmcap").isNumber()).isTrue();
    assertThat(json.get("subnqn").asText()).isEqualTo(ScriptedController.NQN.value());
    assertThat(json.get("psds").get(0).get("max_power").asInt()).isZero();
    assertThat(json.has("ocfs")).isTrue();
    assertThat(json.has("psd 0")).isFalse();
  }

  @Test
  void idNsPrintsFormatsAndIdentifiers() throws IOException {
    assertThat(run("id-ns", uri, "--namespace-id", "1")).isZero();
    assertThat(out.toString())
        .startsWith("NVME Identify Namespace 1:")
        .contains("nsze      : 0x2000\n")
        .contains("nguid     : 00000000000000000000000000000000\n")
        .contains("lbaf  0   : ms:0   lbads:9  rp:0 (in use)\n");
    out.getBuffer().setLength(0);
    assertThat(run("id-ns", uri, "-o", "json")).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("nsze").asLong()).isEqualTo(BLOCKS);
    assertThat(json.get("lbafs").get(0).get("ds").asInt()).isEqualTo(9);
  }

  @Test
  void listNsNamesEveryNamespace() throws IOException {
    controller.namespaces.put(5, new ScriptedNamespace(4096, 16));
    assertThat(run("list-ns", uri)).isZero();
    assertThat(out.toString().lines()).hasSize(3);
    out.getBuffer().setLength(0);
    assertThat(run("list-ns", uri, "-o", "json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()))
        .isEqualTo(new ObjectMapper().readTree("{\"nsid_list\":[{\"nsid\":1},{\"nsid\":5}]}"));
  }

  @Test
  void severalNamespacesMustBeToldApart() {
    controller.namespaces.put(5, new ScriptedNamespace(4096, 16));
    assertThat(run("flush", uri)).isEqualTo(2);
    assertThat(err.toString()).contains("choose one by --namespace-id");
    assertThat(run("flush", uri, "--namespace-id", "3")).isEqualTo(1);
    assertThat(err.toString()).contains("no namespace 3; it has: [1, 5]");
    assertThat(run("flush", uri, "--namespace-id", "5")).isZero();
  }

  @Test
  void aFileIsWrittenAndReadBack() throws IOException {
    byte[] data = new byte[3 * Pipeline.CHUNK + 512];
    new Random(1).nextBytes(data);
    Path from = directory.resolve("from");
    Path to = directory.resolve("to");
    Files.write(from, data);
    assertThat(run("write", uri, "--start-block", "0x10", "--data", from.toString())).isZero();
    assertThat(out.toString()).isEqualTo("write: %d bytes to block 16%n".formatted(data.length));
    assertThat(
            run(
                "read",
                uri,
                "--start-block",
                "16",
                "--data-size",
                Integer.toString(data.length),
                "--data",
                to.toString()))
        .isZero();
    assertThat(Files.readAllBytes(to)).isEqualTo(data);
    assertThat(run("flush", uri)).isZero();
    assertThat(medium.flushes).isEqualTo(1);
  }

  @Test
  void theStandardInputIsWritten() {
    byte[] data = new byte[1024];
    new Random(2).nextBytes(data);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(data));
    try {
      assertThat(run("write", uri, "--start-block", "4")).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(medium.bytes).contains(data);
  }

  @Test
  void dataThatDoesNotFitIsRefusedWithTheRemedy() throws IOException {
    Path odd = directory.resolve("odd");
    Files.write(odd, new byte[1000]);
    assertThat(run("write", uri, "--data", odd.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("1000 bytes").contains("pad it");
    assertThat(run("write", uri, "--data", odd.toString(), "--data-size", "2k")).isEqualTo(1);
    assertThat(err.toString()).contains("ends after 1000 of 2048 bytes");
    Path large = directory.resolve("large");
    Files.write(large, new byte[2048]);
    assertThat(run("write", uri, "--start-block", "8190", "--data", large.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("room for 1024 bytes");
    assertThat(run("read", uri, "--start-block", "8190", "--data-size", "4096")).isEqualTo(2);
    assertThat(err.toString()).contains("ends 1024 bytes after block 8190");
    assertThat(run("read", uri, "--block-count", "1", "--data-size", "512")).isEqualTo(2);
    assertThat(err.toString()).contains("counts from 0");
  }

  @Test
  void discoverPrintsEntriesAsNvmeCliDoes() throws IOException {
    serveDiscovery();
    assertThat(run("discover", address.toString())).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """

            Discovery Log Number of Records 1, Generation counter 42
            =====Discovery Log Entry 0======
            trtype:  tcp
            adrfam:  ipv4
            subtype: nvme subsystem
            treq:    not required, sq flow control disable supported
            portid:  3
            trsvcid: 4420
            subnqn:  nqn.2026-01.io.jacquard:scripted
            traddr:  10.1.2.3
            eflags:  none
            sectype: none
            """);
    out.getBuffer().setLength(0);
    assertThat(run("discover", address.toString(), "-o", "json")).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("genctr").asInt()).isEqualTo(42);
    assertThat(json.get("records").get(0).get("portid").asInt()).isEqualTo(3);
    assertThat(json.get("records").get(0).get("traddr").asText()).isEqualTo("10.1.2.3");
  }

  private void serveDiscovery() {
    controller.identify =
        b ->
            b.set(IdentifyController.CNTRLTYPE, IdentifyController.CNTRLTYPE_DISCOVERY)
                .set(IdentifyController.OAES, 0);
    controller.discoveryLog =
        new DiscoveryLog(
            42,
            List.of(
                DiscoveryLogEntry.builder(
                        DiscoveryLogEntry.SUBTYPE_NVM,
                        TransportAddress.tcp("10.1.2.3", 4420),
                        3,
                        ScriptedController.NQN)
                    .set(DiscoveryLogEntry.TREQ, 6)
                    .build()));
  }

  @Test
  void withoutAddressTheMachinesListIsAsked() throws IOException {
    serveDiscovery();
    Path conf = directory.resolve("discovery.conf");
    Files.writeString(conf, "# services\n" + address + "   # here\n\nloop://nobody\n");
    assertThat(run("discover", "--discovery-conf", conf.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("Number of Records 1");
    assertThat(err.toString()).contains("nobody listens on loop://nobody");
    Files.writeString(conf, "-a 10.0.0.1 --colour red\n");
    assertThat(run("discover", "--discovery-conf", conf.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("line 1").contains("--colour");
    Files.delete(conf);
    assertThat(run("discover", "--discovery-conf", conf.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("-a ADDRESS");
  }

  @Test
  void wrongFlagsAreWrongUsage() {
    assertThat(run("id-ctrl")).isEqualTo(2);
    assertThat(err.toString()).contains("-n NQN");
    assertThat(run("id-ctrl", "-n", Nqn.DISCOVERY.value())).isEqualTo(2);
    assertThat(err.toString()).contains("-a ADDRESS");
    assertThat(run("id-ctrl", "-t", "smoke", "-a", "10.0.0.1", "-n", "nqn.2026-01.a:b"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("neither tcp nor rdma");
    assertThat(run("id-ctrl", uri, "-a", "10.0.0.1")).isEqualTo(2);
    assertThat(err.toString()).contains("not both");
    assertThat(run("id-ctrl", uri, "-i", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("number of I/O queues 0");
  }

  @Test
  void nobodyThereIsAFailureWithTheNextStep() {
    assertThat(run("id-ctrl", "loop://nobody/" + ScriptedController.NQN)).isEqualTo(1);
    assertThat(err.toString()).contains("nobody listens").contains("check the address");
  }

  @Test
  void filesThatCannotBeOpenedAreNamedWithTheirOption() {
    assertThat(run("write", uri, "--data", "/no/such/file")).isEqualTo(1);
    assertThat(err.toString()).contains("/no/such/file").contains("--data");
    assertThat(run("read", uri, "--data", "/no/such/directory/file")).isEqualTo(1);
    assertThat(err.toString()).contains("/no/such/directory/file");
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    for (String command :
        List.of("discover", "id-ctrl", "id-ns", "list-ns", "read", "write", "flush")) {
      out.getBuffer().setLength(0);
      assertThat(run(command, "--help")).isZero();
      assertThat(out.toString()).contains("Examples:").contains("jacquard " + command);
    }
  }
}
