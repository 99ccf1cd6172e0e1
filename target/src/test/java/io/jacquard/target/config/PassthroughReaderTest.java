package io.jacquard.target.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.definition.PassthroughDefinition.AdminCommands;
import io.jacquard.target.definition.SubsystemDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassthroughReaderTest {
  private static final String NVMET =
      """
      {"hosts": [], "ports": [], "subsystems": [{
        "nqn": "nqn.2026-01.io.example:a", "attr": {"allow_any_host": "1"}, "allowed_hosts": [],
        "namespaces": [], "passthru": %s}]}
      """;

  private static SubsystemDefinition read(String file, String text) throws Exception {
    return ConfigurationReader.parse(file, text)
        .configuration()
        .definition()
        .subsystems()
        .getFirst();
  }

  private static String yaml(String passthru) {
    return """
        subsystems:
          - nqn: nqn.2026-01.io.example:a
            allow-any-host: true
            passthru: %s
        """
        .formatted(passthru);
  }

  @Test
  void aDeviceAloneHasTheDefaultsOfTheKernelsTarget() throws Exception {
    assertThat(read("t.yaml", yaml("/dev/nvme0")).passthrough())
        .contains(
            new PassthroughDefinition(
                Path.of("/dev/nvme0"),
                AdminCommands.VENDOR,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void everyKeyIsReadAndWritten() throws Exception {
    String text =
        yaml(
                "{device: /dev/nvme1, admin-commands: all, clear-ids: true, admin-timeout: 2min,"
                    + " io-timeout: 30s}")
            + "ports: []\n";
    PassthroughDefinition full =
        new PassthroughDefinition(
            Path.of("/dev/nvme1"),
            AdminCommands.ALL,
            Optional.of(true),
            Optional.of(Duration.ofMinutes(2)),
            Optional.of(Duration.ofSeconds(30)));
    assertThat(read("t.yaml", text).passthrough()).contains(full);

    TargetConfiguration configuration = ConfigurationReader.parse("t.yaml", text).configuration();
    assertThat(
            ConfigurationReader.parse("t.yaml", ConfigurationWriter.toYaml(configuration))
                .configuration())
        .isEqualTo(configuration);
    assertThat(
            ConfigurationReader.parse("t.json", ConfigurationWriter.toJson(configuration))
                .configuration())
        .isEqualTo(configuration);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"device_path\": \"/dev/nvme1\", \"enable\": \"1\", \"clear_ids\": \"0\"}",
        "{\"device\": {\"path\": \"/dev/nvme1\"}, \"enable\": 1, \"clear_ids\": 0}",
        "{\"path\": \"/dev/nvme1\", \"enable\": \"1\", \"clear_ids\": \"0\", \"io_timeout\": 0}",
      })
  void theFormsOfTheKernelsTargetAreTaken(String passthru) throws Exception {
    assertThat(read("nvmet.json", NVMET.formatted(passthru)).passthrough())
        .contains(
            new PassthroughDefinition(
                Path.of("/dev/nvme1"),
                AdminCommands.VENDOR,
                Optional.of(false),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void oneThatIsNotEnabledIsNoneAndTimeoutsAreSeconds() throws Exception {
    String disabled = NVMET.formatted("{\"device_path\": \"(null)\", \"enable\": \"0\"}");
    assertThat(read("nvmet.json", disabled.replace("(null)", "/dev/nvme0")).passthrough())
        .isEmpty();
    String timeouts = "{\"device_path\": \"/dev/nvme0\", \"enable\": 1, \"admin_timeout\": 90}";
    assertThat(
            read("nvmet.json", NVMET.formatted(timeouts))
                .passthrough()
                .orElseThrow()
                .adminTimeout())
        .contains(Duration.ofSeconds(90));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nvme0| 'nvme0' is not a device node such as /dev/nvme0",
        "{admin-commands: all}| device: is missing",
        "{device: /dev/nvme0, admin-commands: some}| 'some' is not one of standard, vendor, all",
        "{device: /dev/nvme0, io-timeout: 1ms}| 1ms is not between 1s and 1 day",
        "{device: /dev/nvme0, clear_ids: true}| did you mean 'clear-ids'?",
        "{device: /dev/nvme0, clear-ids: maybe}| must be true or false",
      })
  void whatIsWrongIsNamed(String passthru, String message) {
    assertThat(error("t.yaml", yaml(passthru))).contains(message);
  }

  @Test
  void aDeviceIsPassedThroughOnceAndWithoutOtherNamespaces() {
    String with = yaml("/dev/nvme0") + "    namespaces: [{uri: 'mem:1M'}]\n";
    assertThat(error("t.yaml", with)).contains("has the controller's namespaces");
    String twice =
        yaml("/dev/nvme0")
            + "  - {nqn: 'nqn.2026-01.io.example:b', allow-any-host: true, passthru: /dev/../dev/nvme0}";
    assertThat(error("t.yaml", twice)).contains("pass the same controller through, /dev/nvme0");
    assertThat(error("nvmet.json", NVMET.formatted("{\"enable\": 1}")))
        .contains("device_path: is missing");
  }

  private static String error(String file, String text) {
    InvalidConfigurationException invalid =
        catchThrowableOfType(
            InvalidConfigurationException.class, () -> ConfigurationReader.parse(file, text));
    assertThat(invalid).isNotNull();
    return invalid.errors().getFirst().toString();
  }
}
