package io.jacquard.nvme.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories as sysfs has them. */
class ZoneLimitsTest {
  @TempDir Path directory;

  @Test
  void limitsAreReadAndWhatIsNotToldIsNone() throws Exception {
    Path queue = Files.createDirectories(directory.resolve("queue"));
    Files.writeString(queue.resolve("max_open_zones"), "14\n");
    assertThat(ZoneLimits.of(directory)).isEqualTo(new ZoneLimits(14, 0));
    Files.writeString(queue.resolve("max_active_zones"), "4294967295\n");
    assertThat(ZoneLimits.of(directory)).isEqualTo(new ZoneLimits(14, Integer.MAX_VALUE));
    Files.writeString(queue.resolve("max_active_zones"), "many\n");
    assertThatThrownBy(() -> ZoneLimits.of(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("max_active_zones");
  }

  @Test
  void aPartOfADeviceIsRefused() {
    assertThatThrownBy(() -> ZoneLimits.of(directory)).hasMessageContaining("whole device");
  }

  @Test
  void aDeviceWithoutZonesHasNone() throws Exception {
    try (LinuxFile file = LinuxFile.open(Path.of("/dev/null"), LinuxFile.O_RDONLY, 0)) {
      assertThat(ZoneIoctl.zoneSectors(file.fd())).isEqualTo(-Errno.ENOTTY);
    }
  }
}
