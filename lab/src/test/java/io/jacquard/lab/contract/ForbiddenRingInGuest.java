package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A kernel that has switched io_uring off. The property {@code jacquard.directory} names a
 * directory on a disk.
 */
class ForbiddenRingInGuest {
  private static final Path SWITCH = Path.of("/proc/sys/kernel/io_uring_disabled");
  private static final int BLOCKS = 8;

  @BeforeEach
  void switchOff() throws IOException {
    Files.writeString(SWITCH, "2\n");
  }

  @AfterEach
  void switchOn() throws IOException {
    Files.writeString(SWITCH, "0\n");
  }

  private static Namespace open(String options) throws IOException {
    return NamespaceContract.open(
        System.getProperty("jacquard.directory") + "/forbidden?size=8M" + options);
  }

  @Test
  void filesGoByAnotherWayAndSayWhy() throws Exception {
    for (String direct : new String[] {"on", "off"}) {
      try (Namespace namespace = open("&direct=" + direct);
          QueueUser user = new QueueUser(namespace, 4)) {
        assertThat(namespace.access().async())
            .isEqualTo(direct.equals("on") ? "libaio" : "thrpool");
        assertThat(namespace.access().notes())
            .anyMatch(note -> note.startsWith("not io_uring: "))
            .anyMatch(note -> note.contains("'sysctl -w kernel.io_uring_disabled=0'"));
        IoBuffer data = Contents.random(5, BLOCKS * 512);
        IoBuffer back = IoBuffer.allocate(BLOCKS * 512);
        QueueUser.succeeded(user.write(100, data, BLOCKS));
        QueueUser.succeeded(user.read(100, back, BLOCKS));
        assertThat(Contents.bytes(back)).isEqualTo(Contents.bytes(data));
      }
    }
  }

  @Test
  void whoeverInsistsIsToldHowToSwitchItOn() {
    assertThatThrownBy(() -> open("&async=io_uring"))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "async=io_uring is not possible", "'sysctl -w kernel.io_uring_disabled=0'");
    assertThatThrownBy(() -> open("&poll_sq")).hasMessageContaining("io_uring is not possible");
  }

  @Test
  void aFileWithoutDaxIsNoPersistentMemory() {
    String uri = "pmem:" + System.getProperty("jacquard.directory") + "/plain?size=8M";
    assertThatThrownBy(() -> NamespaceContract.open(uri))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("MAP_SYNC", "'-o dax'");
  }
}
