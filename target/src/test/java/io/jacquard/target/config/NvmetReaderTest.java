package io.jacquard.target.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvmetReaderTest {
  static final Path SAMPLE = Path.of("..", "docs", "examples", "nvmet.json");
  private static final Nqn HOST =
      Nqn.parse("nqn.2014-08.org.nvmexpress:uuid:6f0f2d3c-96e5-4c79-9d1b-6f4a2f4f2a10");

  @Test
  void aFileSavedByNvmetcliIsTakenAsItIs() throws Exception {
    LoadedConfiguration loaded = ConfigurationReader.load(SAMPLE);

    TargetDefinition found = loaded.configuration().definition();
    SubsystemDefinition disk = found.subsystems().getFirst();
    assertThat(disk.nqn().value()).isEqualTo("nqn.2026-01.io.example:disk1");
    assertThat(disk.serialNumber()).contains("9fa2ae37a98ba4ff3fc1");
    assertThat(disk.modelNumber()).isEqualTo("Linux");
    assertThat(disk.allowAnyHost()).isFalse();
    assertThat(disk.allowedHosts()).containsExactly(HOST);
    assertThat(disk.lastControllerId()).isEqualTo(65519);
    assertThat(disk.maxIoQueues()).isEqualTo(128);
    NamespaceDefinition namespace = disk.namespaces().getFirst();
    assertThat(namespace.uri().toString()).isEqualTo("file:/tmp/jacquard-nvmet.img");
    assertThat(namespace.nguid()).contains(Nguid.parse("ef90689c6c46d44c89c14067801309a8"));
    assertThat(namespace.uuid()).contains(UUID.fromString("5f2a1b3c-0d4e-4f5a-8b6c-7d8e9f0a1b2c"));

    SubsystemDefinition open = found.subsystems().get(1);
    assertThat(open.allowAnyHost()).isTrue();
    assertThat(open.namespaces()).isEmpty();
    PortDefinition port = found.ports().getFirst();
    assertThat(port.portId()).isEqualTo(1);
    assertThat(port.address()).isEqualTo(TransportAddress.tcp("127.0.0.1", 4420));
    assertThat(port.subsystems()).containsExactly(disk.nqn(), open.nqn());
    assertThat(port.inCapsuleBytes()).isEqualTo(16384);
    assertThat(loaded.configuration().defaultPorts()).isEmpty();
    assertThat(loaded.warnings())
        .extracting(Finding::path)
        .containsExactlyInAnyOrder("subsystems[1].nqn", "subsystems[1].namespaces[0].enable");
  }

  @Test
  void whatNvmetSaysCanBeWrittenInJacquardsForm() throws Exception {
    TargetConfiguration nvmet = ConfigurationReader.load(SAMPLE).configuration();

    String yaml = ConfigurationWriter.toYaml(nvmet);

    assertThat(ConfigurationReader.parse("t.yaml", yaml).configuration()).isEqualTo(nvmet);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"portid\": 1| \"portid\": 70000| ports[0].portid: must be a number from 0 to 65535",
        "\"tcp\"| \"fc\"| ports[0].addr.trtype: transport 'fc' is not supported",
        "\"not specified\"| \"required\"| ports[0].addr.treq: TLS is not supported",
        "\"cntlid_min\": \"1\"| \"cntlid_min\": \"0\"| cntlid_min: must be a number from 1",
        "\"allowed_hosts\"| \"allowd_hosts\"| unknown key; did you mean 'allowed_hosts'?",
        "\"qid_max\"| \"qid_maxi\"| subsystems[0].attr.qid_maxi: unknown key",
        "\"serial\": \"9f| \"serial\": \"9999f| is not 1 to 20 printable ASCII characters",
        "\"testnqn\"\\n      ]| \"testnq\"\\n      ]| there is no subsystem testnq; did you mean",
        "\"nsid\": 1\\n| \"nsid\": -1\\n| namespaces[0].nsid: must be a number from 1 to 1024",
        "\"path\": \"/tmp| \"pth\": \"/tmp| namespaces[0].device.pth: unknown key; did you mean",
        "\"nqn\": \"nqn.2014| \"dhchap_key\":\"k\",\"nqn\": \"nqn.2014| hosts[0].dhchap_key: in-band",
      })
  void whatIsWrongIsNamed(String from, String to, String message) throws IOException {
    String sample = Files.readString(SAMPLE);
    String text = sample.replaceFirst(java.util.regex.Pattern.quote(n(from)), n(to));
    assertThat(text).isNotEqualTo(sample);

    InvalidConfigurationException invalid =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () -> ConfigurationReader.parse("nvmet.json", text));

    assertThat(invalid).isNotNull();
    assertThat(invalid.errors())
        .anySatisfy(e -> assertThat(e.toString()).contains(message).matches("nvmet.json:\\d+:.*"));
  }

  private static String n(String text) {
    return text.replace("\\n", "\n");
  }
}
