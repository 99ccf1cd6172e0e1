package io.jacquard.nvme.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiscoveryLogTest {
  private static final Nqn NQN = Nqn.parse("nqn.2026-01.io.jacquard:a");

  private static DiscoveryLogEntry entry(String address) {
    return DiscoveryLogEntry.builder(
            DiscoveryLogEntry.SUBTYPE_NVM, TransportAddress.parse(address), 7, NQN)
        .set(DiscoveryLogEntry.TREQ, DiscoveryLogEntry.TREQ_SQ_FLOW_CONTROL_DISABLE)
        .build();
  }

  @Test
  void entriesAreLaidOutAsTheSpecificationHasThem() {
    ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    entry("tcp://[fd00::1]:4420").encode(bytes);
    assertThat(bytes.getInt(0)).isEqualTo(0x04_02_02_03);
    assertThat(bytes.getShort(4)).isEqualTo((short) 7);
    assertThat(bytes.getShort(6)).isEqualTo((short) 0xFFFF);
    assertThat(bytes.getShort(8)).isEqualTo((short) 32);
    assertThat(text(bytes, 32, 6)).isEqualTo("4420  ");
    assertThat(text(bytes, 256, 26)).isEqualTo(NQN + "\0");
    assertThat(text(bytes, 512, 9)).isEqualTo("fd00::1  ");
    assertThat(bytes.get(768)).isEqualTo((byte) DiscoveryLogEntry.SECTYPE_NONE);
  }

  private static String text(ByteBuffer bytes, int offset, int length) {
    byte[] copy = new byte[length];
    bytes.get(offset, copy);
    return new String(copy, StandardCharsets.US_ASCII);
  }

  @Test
  void entriesGiveTheirAddressAndName() {
    for (String address : List.of("tcp://127.0.0.1:4420", "rdma://[::1]:1", "loop://x")) {
      assertThat(entry(address).address()).contains(TransportAddress.parse(address));
    }
    assertThat(entry("tcp://127.0.0.1").subnqn()).contains(NQN);
    assertThat(entry("tcp://127.0.0.1").subtype()).isEqualTo(DiscoveryLogEntry.SUBTYPE_NVM);
    assertThatThrownBy(() -> entry("tcp://0.0.0.0:4420")).hasMessageContaining("announced");
  }

  @Test
  void entriesOfOthersMayHaveNoAddress() {
    DiscoveryLogEntry empty = DiscoveryLogEntry.builder().build();
    assertThat(empty.address()).isEmpty();
    assertThat(empty.subnqn()).isEmpty();
    DiscoveryLogEntry odd =
        DiscoveryLogEntry.builder()
            .from(entry("tcp://127.0.0.1"))
            .setText(DiscoveryLogEntry.TRADDR, "nowhere")
            .build();
    assertThat(odd.address()).isEmpty();
  }

  @Test
  void logsReadBackAndAnnounceTheirLength() {
    DiscoveryLog log =
        new DiscoveryLog(-2, List.of(entry("tcp://127.0.0.1:1"), entry("tcp://127.0.0.1:2")));
    ByteBuffer bytes = ByteBuffer.allocate(log.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    log.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(bytes.getLong(0)).isEqualTo(-2);
    assertThat(bytes.getLong(8)).isEqualTo(2);
    assertThat(DiscoveryLog.decode(bytes.flip())).isEqualTo(log);
  }

  @Test
  void logsThatAnnounceMoreThanTheyHaveAreMalformed() {
    ByteBuffer bytes = ByteBuffer.allocate(2048);
    for (long numrec : new long[] {2, -1, Long.MIN_VALUE}) {
      bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(8, numrec);
      assertThatThrownBy(() -> DiscoveryLog.decode(bytes.duplicate()))
          .isInstanceOfSatisfying(
              MalformedException.class, e -> assertThat(e.field()).isEqualTo("NUMREC"));
    }
    bytes.putLong(8, 1).putShort(16, (short) 1);
    assertThatThrownBy(() -> DiscoveryLog.decode(bytes.duplicate())).hasMessageContaining("RECFMT");
  }

  @Test
  void randomEntriesNeverThrow() {
    Random random = new Random(79);
    byte[] bytes = new byte[1024];
    for (int i = 0; i < 5_000; i++) {
      random.nextBytes(bytes);
      bytes[0] = (byte) random.nextInt(5);
      bytes[1] = (byte) random.nextInt(6);
      DiscoveryLogEntry entry = DiscoveryLogEntry.decode(ByteBuffer.wrap(bytes));
      assertThat(entry.address()).isNotNull();
      assertThat(entry.subnqn()).isNotNull();
    }
  }
}
