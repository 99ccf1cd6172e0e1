package io.jacquard.target.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.ReferralDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationWriterTest {
  private static final List<String> NASTY =
      List.of("yes", "null", "1e3", "0x10", "- a", "a: b", "#x", "'", "\"", "~", "2026-01-01", "[");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsWrittenIsReadBackTheSame(long seed) throws InvalidConfigurationException {
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      TargetConfiguration given = configuration(random);
      assertThat(readBack("t.yaml", ConfigurationWriter.toYaml(given))).isEqualTo(given);
      assertThat(readBack("t.json", ConfigurationWriter.toJson(given))).isEqualTo(given);
    }
  }

  private static TargetConfiguration readBack(String name, String text)
      throws InvalidConfigurationException {
    return ConfigurationReader.parse(name, text).configuration();
  }

  private static TargetConfiguration configuration(Random random) {
    List<SubsystemDefinition> subsystems = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      subsystems.add(subsystem(random, i));
    }
    List<PortDefinition> ports = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      ports.add(port(random, i, subsystems));
    }
    Optional<Nqn> discovery = maybe(random, Nqn.ofUuid(new UUID(random.nextLong(), 1)));
    LoopSettings loops =
        new LoopSettings(
            1 + random.nextInt(1024),
            random.nextBoolean() ? "auto" : "io_uring",
            Duration.ofNanos(random.nextLong(1_000_000_001L)),
            (1L + random.nextInt(1 << 20)) << 20,
            8192 << random.nextInt(9));
    return new TargetConfiguration(
        new TargetDefinition(subsystems, ports, discovery),
        List.of(),
        loops,
        maybe(random, InetSocketAddress.createUnresolved("fd00::1", 1 + random.nextInt(65535))),
        random.nextBoolean() ? LogFormat.JSON : LogFormat.TEXT);
  }

  private static SubsystemDefinition subsystem(Random random, int number) {
    Set<Nqn> hosts = new HashSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      hosts.add(Nqn.accept(text(random) + i));
    }
    List<NamespaceDefinition> namespaces = new ArrayList<>();
    for (long nsid = 1L + random.nextInt(3); nsid < 8; nsid += 1L + random.nextInt(4)) {
      namespaces.add(namespace(random, nsid));
    }
    int first = 1 + random.nextInt(0xFFEF);
    return new SubsystemDefinition(
        Nqn.accept(text(random) + number),
        maybe(random, text(random)),
        text(random),
        random.nextBoolean(),
        hosts,
        namespaces,
        first,
        first + random.nextInt(0xFFF0 - first),
        1 + random.nextInt(65535),
        16 + random.nextInt(65521));
  }

  private static NamespaceDefinition namespace(Random random, long nsid) {
    NamespaceUri uri =
        random.nextBoolean()
            ? NamespaceUri.parse("mem:64M?block=4096")
            : NamespaceUri.parse("file:/a b/'c'.img?size=1G&create");
    return new NamespaceDefinition(
        nsid,
        uri,
        maybe(random, new Nguid(random.nextLong(), random.nextLong())),
        maybe(random, new Eui64(random.nextLong() & 0x0777_7777_7777_7777L)),
        maybe(random, new UUID(random.nextLong(), random.nextLong())));
  }

  private static PortDefinition port(
      Random random, int portId, List<SubsystemDefinition> subsystems) {
    List<Nqn> exported =
        subsystems.stream()
            .map(SubsystemDefinition::nqn)
            .filter(n -> random.nextBoolean())
            .toList();
    ReferralDefinition referral =
        new ReferralDefinition(
            random.nextInt(65536), TransportAddress.tcp("192.0.2.7", 8009), Nqn.DISCOVERY);
    return new PortDefinition(
        portId,
        TransportAddress.tcp(random.nextBoolean() ? "::1" : "127.0.0.1", 4420 + portId),
        exported,
        random.nextBoolean() ? List.of(referral) : List.of(),
        16 * random.nextInt(4097),
        1 + random.nextInt(1_000_000));
  }

  private static String text(Random random) {
    return NASTY.get(random.nextInt(NASTY.size()));
  }

  private static <T> Optional<T> maybe(Random random, T value) {
    return random.nextBoolean() ? Optional.of(value) : Optional.empty();
  }
}
