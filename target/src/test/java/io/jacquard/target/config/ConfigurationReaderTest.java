package io.jacquard.target.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {
  private static final String FULL =
      """
      subsystems:
        - nqn: nqn.2026-01.io.example:disk.1
          serial: "0123"
          model: Big disk
          allow-any-host: false
          hosts: [nqn.2026-01.io.example:host1, nqn.2026-01.io.example:host2]
          controller-ids: {first: 10, last: 20}
          io-queues: 8
          queue-entries: 128
          namespaces:
            - nsid: 7
              uri: mem:64M?block=4096
              nguid: 00112233445566778899aabbccddeeff
              eui64: "0011223344556677"
              uuid: 6f0f2d3c-96e5-4c79-9d1b-6f4a2f4f2a10
            - uri: mem:1M
      ports:
        - address: tcp://[::1]:4421
          in-capsule-data-size: 16K
          max-connections: 12
          referrals:
            - {id: 9, address: tcp://192.0.2.1}
        - {id: 5, address: tcp://127.0.0.1:8009, subsystems: []}
      discovery: {nqn: nqn.2026-01.io.example:discovery}
      loops: {count: 3, engine: nio, spin: 50us, buffers: 128M, largest-transfer: 256K}
      metrics: {address: 9420}
      log: {format: json}
      """;

  private static TargetConfiguration parse(String text) throws InvalidConfigurationException {
    return ConfigurationReader.parse("target.yaml", text).configuration();
  }

  private static List<String> errors(String text) {
    InvalidConfigurationException invalid =
        catchThrowableOfType(InvalidConfigurationException.class, () -> parse(text));
    assertThat(invalid).as("nothing was found wrong").isNotNull();
    return invalid.errors().stream().map(Finding::toString).toList();
  }

  private static String error(String text) {
    List<String> all = errors(text);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  @Test
  void everyKeyIsRead() throws InvalidConfigurationException {
    TargetConfiguration found = parse(FULL);

    SubsystemDefinition subsystem = found.definition().subsystems().getFirst();
    assertThat(subsystem.nqn().value()).isEqualTo("nqn.2026-01.io.example:disk.1");
    assertThat(subsystem.serialNumber()).contains("0123");
    assertThat(subsystem.modelNumber()).isEqualTo("Big disk");
    assertThat(subsystem.allowAnyHost()).isFalse();
    assertThat(subsystem.allowedHosts())
        .containsExactlyInAnyOrder(
            Nqn.parse("nqn.2026-01.io.example:host1"), Nqn.parse("nqn.2026-01.io.example:host2"));
    assertThat(subsystem.firstControllerId()).isEqualTo(10);
    assertThat(subsystem.lastControllerId()).isEqualTo(20);
    assertThat(subsystem.maxIoQueues()).isEqualTo(8);
    assertThat(subsystem.maxQueueEntries()).isEqualTo(128);
    NamespaceDefinition first = subsystem.namespaces().getFirst();
    assertThat(first.nsid()).isEqualTo(7);
    assertThat(first.uri()).isEqualTo(NamespaceUri.parse("mem:64M?block=4096"));
    assertThat(first.nguid()).contains(Nguid.parse("00112233445566778899aabbccddeeff"));
    assertThat(first.eui64()).contains(Eui64.parse("0011223344556677"));
    assertThat(first.uuid()).contains(UUID.fromString("6f0f2d3c-96e5-4c79-9d1b-6f4a2f4f2a10"));
    assertThat(subsystem.namespaces().get(1))
        .isEqualTo(NamespaceDefinition.of(8, NamespaceUri.parse("mem:1M")));

    PortDefinition port = found.definition().ports().getFirst();
    assertThat(port.portId()).isEqualTo(1);
    assertThat(port.address()).isEqualTo(TransportAddress.tcp("::1", 4421));
    assertThat(port.subsystems()).containsExactly(subsystem.nqn());
    assertThat(port.inCapsuleBytes()).isEqualTo(16384);
    assertThat(port.maxConnections()).isEqualTo(12);
    assertThat(port.referrals().getFirst().address())
        .isEqualTo(TransportAddress.tcp("192.0.2.1", 8009));
    assertThat(port.referrals().getFirst().nqn()).isEqualTo(Nqn.DISCOVERY);
    assertThat(found.definition().ports().get(1).subsystems()).isEmpty();
    assertThat(found.definition().discoveryNqn())
        .contains(Nqn.parse("nqn.2026-01.io.example:discovery"));
    assertThat(found.defaultPorts()).isEmpty();
    assertThat(found.loops())
        .isEqualTo(new LoopSettings(3, "nio", Duration.ofNanos(50_000), 128L << 20, 256 << 10));
    assertThat(found.metrics().map(SocketAddressText::format)).contains("127.0.0.1:9420");
    assertThat(found.logFormat()).isEqualTo(LogFormat.JSON);
  }

  @Test
  void jsonSaysTheSame() throws InvalidConfigurationException {
    TargetConfiguration yaml = parse(FULL);

    String json = ConfigurationWriter.toJson(yaml);

    assertThat(ConfigurationReader.parse("target.json", json).configuration()).isEqualTo(yaml);
  }

  @Test
  void withoutPortsTheRegisteredOnesAreUsedOnLoopback() throws InvalidConfigurationException {
    TargetConfiguration found =
        parse("subsystems: [{nqn: nqn.2026-01.io.example:a, allow-any-host: true}]");

    assertThat(found.definition().ports())
        .extracting(port -> port.address().toString())
        .containsExactly("tcp://127.0.0.1:4420");
    assertThat(found.defaultPorts())
        .extracting(port -> port.address().toString())
        .containsExactly("tcp://127.0.0.1:8009");
    assertThat(found.withDefaultPorts().ports()).hasSize(2);
    assertThat(found.loops()).isEqualTo(LoopSettings.defaults());
  }

  @Test
  void anEmptyListOfPortsMeansNone() throws InvalidConfigurationException {
    assertThat(parse("ports: []").withDefaultPorts().ports()).isEmpty();
  }

  @Test
  void aSectionAloneIsAListOfOne() throws InvalidConfigurationException {
    String text =
        """
        subsystems:
          nqn: nqn.2026-01.io.example:a
          allow-any-host: true
          namespaces:
            uri: mem:1M
        """;

    assertThat(parse(text).definition().subsystems().getFirst().namespaces()).hasSize(1);
    assertThat(error(text.replace("uri:", "size: [3]\n    uri:")))
        .startsWith("target.yaml:5: subsystems[0].namespaces[0].size: unknown key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing yet\n", "---\n", "{}"})
  void aFileWithoutContentIsAValidTargetWithoutSubsystems(String text)
      throws InvalidConfigurationException {
    assertThat(parse(text).definition().subsystems()).isEmpty();
  }

  @Test
  void anUnknownKeyIsAnErrorWithItsPlaceAndTheNearestKnownOne() {
    String text =
        """
        subsystems:
          - nqn: nqn.2026-01.io.example:a
            allow_any_host: true
            namespaces:
              - url: mem:64M
        """;

    assertThat(errors(text))
        .anySatisfy(
            e ->
                assertThat(e)
                    .startsWith("target.yaml:3: subsystems[0].allow_any_host: unknown key")
                    .contains("did you mean 'allow-any-host'?"))
        .anySatisfy(
            e ->
                assertThat(e)
                    .startsWith("target.yaml:5: subsystems[0].namespaces[0].url: unknown key")
                    .contains("did you mean 'uri'?"))
        .anySatisfy(
            e ->
                assertThat(e)
                    .startsWith("target.yaml:5: subsystems[0].namespaces[0].uri: is missing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "subsytems: []| subsytems: unknown key; did you mean 'subsystems'?",
        "subsystems: [{serial: a}]| subsystems[0].nqn: is missing",
        "subsystems: 5| subsystems[0]: must be a section",
        "subsystems: [{nqn: nqn.2014-08.org.nvmexpress.discovery}]| is the name of the discovery",
        "subsystems: [{nqn: a, serial: 0123}]| subsystems[0].serial: must be a text; put 83 in",
        "subsystems: [{nqn: a, allow-any-host: maybe}]| must be true or false, not 'maybe'",
        "subsystems: [{nqn: a, io-queues: 0}]| io-queues: must be a number from 1 to 65535, not '0'",
        "subsystems: [{nqn: a, controller-ids: {first: 9, last: 2}}]| controller-ids: the first, 9",
        "subsystems: [{nqn: a}, {nqn: a}]| subsystems[1].nqn: a is the name of subsystems[0]",
        "subsystems: [{nqn: a, namespaces: [{uri: ''}]}]| namespaces[0].uri",
        "subsystems: [{nqn: a, namespaces: [{uri: 'fil:a'}]}]| there is no kind 'fil'; did you mean",
        "subsystems: [{nqn: a, namespaces: [{uri: 'mem:1M?blok=512'}]}]| unknown option 'blok'",
        "subsystems: [{nqn: a, namespaces: [{nsid: 0, uri: 'mem:1M'}]}]| number from 1 to 1024",
        "ports: [{address: 'udp://127.0.0.1'}]| ports[0].address: address \"udp://127.0.0.1\"",
        "ports: [{address: '127.0.0.1:4420'}]| write tcp://127.0.0.1:4420",
        "ports: [{id: 1}]| ports[0].address: is missing",
        "ports: [{address: 'tcp://[::1]', in-capsule-data-size: 100}]| not a multiple of 16",
        "ports: [{address: 'tcp://[::1]', in-capsule-data-size: 1M}]| not between 0 and 64K",
        "ports: [{address: 'tcp://[::1]', subsystems: [b]}]| there is no subsystem b",
        "ports: [{address: 'tcp://[::1]'}, {address: 'tcp://[0::1]:4420'}]| address of ports[0]",
        "ports: [{address: 'tcp://[::1]'}, {id: 1, address: 'tcp://[::2]'}]| is the ID of ports[0]",
        "loops: {engine: kqueue}| 'kqueue' is not one of auto, epoll, io_uring, nio",
        "loops: {spin: fast}| write it like 50us",
        "loops: {spin: 2s}| longer than 1s",
        "loops: {largest-transfer: 12K}| must be a power of two",
        "loops: {largest-transfer: 4K}| not between 8K and 1G",
        "metrics: {address: here}| write it like 127.0.0.1:9420",
        "log: {format: xml}| 'xml' is not one of text, json",
        "log: [a]| log: must be a section",
        "log: {format: [text, json]}| log.format: must be one value",
      })
  void whatIsWrongIsNamedWithItsKeyAndTheRemedy(String text, String message) {
    assertThat(error(text)).startsWith("target.yaml:1: ").contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: [| not YAML",
        "- a| must start with a key",
        "text| must start with a key",
        "a: 1\\na: 2| target.yaml:2: a: the key is given twice",
        "a: [[1]]| a[0]: a list within a list",
        "1: 2| a key must be a plain word",
        "a: 2024-01-01| a: is a date",
        "a: !!java.net.URL [x]| tag is not allowed: tag:yaml.org,2002:java.net.URL",
        "a: &x {b: *x}| deeper than 16 levels",
        "a: 1\\n---\\nb: 2| not YAML",
      })
  void textThatIsNoConfigurationIsRefused(String text, String message) {
    assertThat(error(text.replace("\\n", "\n"))).startsWith("target.yaml").contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{| not JSON",
        "[]| must be an object",
        "{} x| not JSON",
        "{}{}| text after the end",
        "{\"a\":1,\"a\":2}| a: the key is given twice",
        "{\"a\":[[1]]}| a list within a list",
      })
  void jsonThatIsNoConfigurationIsRefused(String text, String message) {
    InvalidConfigurationException invalid =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () -> ConfigurationReader.parse("target.json", text));
    assertThat(invalid).hasMessageStartingWith("target.json:1: ").hasMessageContaining(message);
  }

  @Test
  void aliasesThatMultiplyAreStopped() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      text.append(
          "a%d: &a%d {k1: *a%d, k2: *a%d, k3: *a%d}\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    text.append("z: {k1: *a9, k2: *a9, k3: *a9, k4: *a9}\n");

    assertThat(error(text.toString())).contains("too many entries");
  }

  @Test
  void anNqnOfAnotherFormatIsTakenWithAWarning() throws InvalidConfigurationException {
    LoadedConfiguration loaded =
        ConfigurationReader.parse("t.yaml", "subsystems: [{nqn: testnqn, allow-any-host: true}]");

    assertThat(loaded.warnings())
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning.toString())
                    .isEqualTo(
                        "t.yaml:1: subsystems[0].nqn: must start with \"nqn.\", as in"
                            + " nqn.2026-01.com.example:disk1"));
  }

  @Test
  void aSubsystemThatNobodyMayUseIsWarnedAbout() throws InvalidConfigurationException {
    LoadedConfiguration loaded =
        ConfigurationReader.parse("t.yaml", "subsystems: [{nqn: nqn.2026-01.io.example:a}]");

    assertThat(loaded.warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.message()).contains("no host may connect"));
  }

  @Test
  void relativePathsAreRelativeToTheFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("t.yaml");
    Files.writeString(
        file,
        """
        subsystems:
          - nqn: nqn.2026-01.io.example:a
            allow-any-host: true
            namespaces: [{uri: "disk.img?size=1M"}, {uri: "/abs.img"}]
        """);

    List<NamespaceDefinition> found =
        ConfigurationReader.load(file)
            .configuration()
            .definition()
            .subsystems()
            .getFirst()
            .namespaces();

    assertThat(found.getFirst().uri().toString())
        .isEqualTo("file:" + directory.toAbsolutePath() + "/disk.img?size=1M");
    assertThat(found.get(1).uri().target()).isEqualTo("/abs.img");
  }

  @Test
  void aFileThatIsNotThereIsNamed(@TempDir Path directory) {
    IOException missing =
        catchThrowableOfType(
            IOException.class, () -> ConfigurationReader.load(directory.resolve("none.yaml")));

    assertThat(missing).hasMessageContaining("none.yaml: there is no such file");
  }

  @Test
  void aFileThatIsNotTextIsRefused(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("t.yaml"), new byte[] {(byte) 0xC3, 0x28});

    InvalidConfigurationException invalid =
        catchThrowableOfType(
            InvalidConfigurationException.class, () -> ConfigurationReader.load(file));

    assertThat(invalid).hasMessageContaining("is not UTF-8");
  }
}
