package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirmwareRevisionTest {
  @ParameterizedTest
  @CsvSource({"0.1.0-SNAPSHOT, 0.1.0", "1.2.3, 1.2.3", "10.20.300-rc1, 10.20.30", "7, 7"})
  void theVersionIsCutToWhatFits(String version, String revision) {
    assertThat(FirmwareRevision.shortened(version)).isEqualTo(revision);
  }
}
