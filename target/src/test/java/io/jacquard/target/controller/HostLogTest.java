package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.Property;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One line of the log says which host was refused or lost, where it came from and why. */
class HostLogTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Connect ADMIN = new Connect(0, 0, 31, 0, 0);

  private final Logger logger =
      (Logger) LoggerFactory.getLogger(HostLogTest.class.getPackageName());
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final TestBench bench = new TestBench();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void close() {
    logger.detachAppender(lines);
    bench.close();
  }

  private List<ILoggingEvent> linesThatSay(String message) {
    return lines.list.stream().filter(line -> line.getMessage().equals(message)).toList();
  }

  private ILoggingEvent onlyLine(String message) {
    assertThat(linesThatSay(message)).hasSize(1);
    return linesThatSay(message).getFirst();
  }

  private static Map<String, String> values(ILoggingEvent line) {
    return line.getKeyValuePairs().stream()
        .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
  }

  private static void assertNamesTheHost(ILoggingEvent line, Nqn subsystem) {
    assertThat(values(line))
        .containsEntry("host", TestBench.HOST.value())
        .containsEntry("subsystem", subsystem.value())
        .containsEntry("address", "loop:host");
  }

  @Test
  void aHostThatAsksForNoSubsystemOfOursIsNamed() {
    Nqn stranger = Nqn.parse("nqn.2026-01.io.example:stranger");

    bench.connect(bench.dial(0), ADMIN, TestBench.admin(stranger));

    ILoggingEvent line = onlyLine("Connect refused");
    assertThat(line.getLevel()).isEqualTo(Level.WARN);
    assertNamesTheHost(line, stranger);
    assertThat(values(line)).containsEntry("reason", "no such subsystem on port 7");
  }

  @Test
  void aHostThatIsNotAllowedIsNamed() {
    bench.publish(TestBench.definition(false, Set.of()), Set.of());

    bench.connect(bench.dial(0), ADMIN, TestBench.admin(TestBench.SUBSYSTEM));

    ILoggingEvent line = onlyLine("Connect refused");
    assertNamesTheHost(line, TestBench.SUBSYSTEM);
    assertThat(values(line).get("reason")).contains("not allowed");
  }

  @Test
  void aLostHostIsNamedOnceHoweverManyQueuesItHad() {
    bench.start(TIMEOUT.toMillis());
    bench.startIo(1);
    bench.startIo(2);

    bench.pass(TIMEOUT.multipliedBy(2).plusMillis(200));

    ILoggingEvent line = onlyLine("Host lost");
    assertThat(line.getLevel()).isEqualTo(Level.WARN);
    assertNamesTheHost(line, TestBench.SUBSYSTEM);
    assertThat(values(line).get("reason")).contains("nothing was heard for 5000 ms");
    assertThat(linesThatSay("Host disconnected")).isEmpty();
  }

  @Test
  void aHostWhoseConnectionJustEndsIsLost() {
    bench.start().close();

    ILoggingEvent line = onlyLine("Host lost");
    assertThat(line.getLevel()).isEqualTo(Level.WARN);
    assertNamesTheHost(line, TestBench.SUBSYSTEM);
    assertThat(values(line).get("reason")).startsWith("PEER_CLOSED");
    assertThat(linesThatSay("Host disconnected")).isEmpty();
  }

  @Test
  void aHostThatGoesBeforeItHasEnabledItsControllerIsNotLost() {
    bench.connectAdmin(TestBench.SUBSYSTEM, 0).close();

    assertThat(onlyLine("Host disconnected").getLevel()).isEqualTo(Level.INFO);
    assertThat(linesThatSay("Host lost")).isEmpty();
  }

  @Test
  void aHostThatShutsDownIsNotLost() {
    TestQueue admin = bench.start();
    admin.set(
        Property.CC,
        4,
        new ControllerConfiguration(TestBench.ENABLE)
            .shn(ControllerConfiguration.SHN_NORMAL)
            .value());

    admin.close();

    assertThat(onlyLine("Host disconnected").getLevel()).isEqualTo(Level.INFO);
    assertThat(linesThatSay("Host lost")).isEmpty();
  }
}
