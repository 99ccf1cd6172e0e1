package io.jacquard.lab.vm.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.LabMachine;
import io.jacquard.lab.pair.LinkCapture;
import io.jacquard.lab.pair.demo.Combination;
import io.jacquard.lab.pair.demo.Combination.Transport;
import io.jacquard.lab.pair.demo.DemoResult;
import io.jacquard.lab.pair.demo.LabDemo;
import io.jacquard.lab.pair.demo.Side;
import io.jacquard.lab.vm.GuestTests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both hosts find and use the disk that one side's target exports, rightly and wrongly. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class UseTests {

  static final int LAST = 4;

  private static final int LEAST_VERIFIED = 16 << 20;
  private static final int ROUNDS = 200;
  private static final String NOBODY = "nqn.2026-01.io.jacquard:nobody";
  private static final String HOST = "io.jacquard.lab.rdma.";
  private static final GuestScript LOAD = GuestScript.with("load.sh");
  private static final GuestScript HELD = GuestScript.with("rounds.sh");

  private final PairOfMachines pair;
  private final Side target;

  @TempDir private Path directory;

  UseTests(PairOfMachines pair, Side target) {
    this.pair = pair;
    this.target = target;
  }

  @BeforeEach
  void export() throws IOException {
    pair.export(target);
  }

  @ParameterizedTest
  @EnumSource
  @Order(1)
  void theKernelsHostFindsItAndKeepsFilesThere(Transport transport) {
    DemoResult result =
        new LabDemo(pair.lab(), new Notes()).use(new Combination(target, Side.KERNEL, transport));

    assertThat(result.failure()).isEmpty();
    assertThat(result.discovered()).isTrue();
    assertThat(result.connected()).isTrue();
    assertThat(result.verifiedBytes()).isGreaterThanOrEqualTo(LEAST_VERIFIED);
    assertThat(result.fileSystem()).contains("fsck");
  }

  private final class Notes implements LabDemo.Watcher {
    @Override
    public void proceeded(DemoResult sofar) {
      // Its end says it all.
    }

    @Override
    public void ended(DemoResult result) {
      pair.note(result.toString());
    }
  }

  /** Everything in one process of Java, whose start is dear. */
  @TestFactory
  @Order(2)
  Stream<DynamicNode> jacquardsHostUsesItAndLeavesNothingAndAllOfItCanBeDissected()
      throws IOException {
    Path capture = directory.resolve("link.pcap");
    List<DynamicNode> nodes = new ArrayList<>();
    try (LinkCapture packets = LinkCapture.start(pair.target(), capture, false)) {
      for (Transport transport : Transport.values()) {
        pair.onInitiator(LOAD, "small_kernel_load " + pair.words(transport));
      }
      Map<LabMachine, String> before = held();
      pair.timed("Jacquard's host", () -> tests().run(PairOfMachines.LIMIT)).forEach(nodes::add);
      nodes.add(leftNothing(before));
    }
    nodes.add(DynamicTest.dynamicTest("the packets", () -> new Dissection(capture).check()));
    return nodes.stream();
  }

  private GuestTests tests() {
    GuestTests tests = new GuestTests(pair.initiator().machine());
    for (Transport transport : Transport.values()) {
      tests.select(
          "disk by " + transport, HOST + "HostDiskInGuest", Map.of("jacquard.uri", uri(transport)));
    }
    tests.select(
        "wrong requests",
        HOST + (target == Side.KERNEL ? "RemoteLinuxTargetInGuest" : "RemoteTargetInGuest"),
        Map.of("jacquard.rdma.address", pair.target().address()));
    return tests.select(
        ROUNDS + " connections by each transport",
        HOST + "HostRoundsInGuest",
        Map.of("jacquard.uris", words(this::uri), "jacquard.rounds", Integer.toString(ROUNDS)));
  }

  /** Something for each transport, separated by spaces. */
  private static String words(Function<Transport, String> word) {
    return Stream.of(Transport.values()).map(word).collect(Collectors.joining(" "));
  }

  private String uri(Transport transport) {
    return "%s://%s:4420/%s".formatted(transport.word(), pair.target().address(), LabDemo.NQN);
  }

  /** What each machine holds when nobody is connected. */
  private Map<LabMachine, String> held() throws IOException {
    Map<LabMachine, String> held = new LinkedHashMap<>();
    for (LabMachine machine : pair.lab().machines()) {
      String words = pair.on(machine, HELD, "held_when_quiet");
      pair.note(machine.name() + " holds " + words.replaceAll("\\s+", " "));
      held.put(machine, words);
    }
    return held;
  }

  private DynamicTest leftNothing(Map<LabMachine, String> before) {
    return DynamicTest.dynamicTest("nothing is left of it", () -> awaitHeld(before));
  }

  private void awaitHeld(Map<LabMachine, String> before) throws IOException {
    for (Map.Entry<LabMachine, String> machine : before.entrySet()) {
      pair.on(machine.getKey(), HELD, "await_held '" + machine.getValue() + "'");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Order(3)
  void theKernelsHostIsRefusedASubsystemThatDoesNotExist(Transport transport) throws IOException {
    String there = pair.options(transport, NOBODY);
    assertThatThrownBy(() -> pair.onInitiator(GuestScript.with(), "nvme connect " + there))
        .hasMessageContaining("status 1");
    assertThat(pair.onInitiator(GuestScript.with(), "dmesg | tail -n 20"))
        .contains("Connect Invalid Data Parameter, subsysnqn \"" + NOBODY);
  }

  /** What is {@value #LAST}th for a target of ours. */
  void theKernelsHostLeavesNothingAfterManyConnections() throws IOException {
    Map<LabMachine, String> before = held();
    String words =
        "%d %s %s %s"
            .formatted(ROUNDS, pair.target().address(), LabDemo.NQN, words(Transport::word));
    pair.onInitiator(HELD, "kernel_rounds " + words);
    awaitHeld(before);
  }
}
