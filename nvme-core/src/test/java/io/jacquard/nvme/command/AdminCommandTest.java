package io.jacquard.nvme.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdminCommandTest {
  @Test
  void getLogPageIsLaidOutAsTheSpecificationHasIt() {
    GetLogPage get =
        new GetLogPage(3, 0x70, 0x11, true, 4 * 0x1_0002L, 0x2233, 0x0102030405060708L, true, 7, 9);
    Sqe sqe = Sqe.allocate();
    get.encode(sqe);
    assertThat(sqe.opcode()).isEqualTo(2);
    assertThat(sqe.psdt()).isEqualTo(Sqe.PSDT_SGL);
    assertThat(sqe.nsid()).isEqualTo(3);
    assertThat(sqe.cdw10()).isEqualTo(0x0001_9170);
    assertThat(sqe.cdw11()).isEqualTo(0x2233_0001);
    assertThat(sqe.cdw12()).isEqualTo(0x05060708);
    assertThat(sqe.cdw13()).isEqualTo(0x01020304);
    assertThat(sqe.cdw14()).isEqualTo(0x0980_0007);
    assertThat(GetLogPage.decode(sqe)).isEqualTo(get);
  }

  @Test
  void theLongestLogPageLengthFits() {
    GetLogPage get = GetLogPage.of(1, 0, 1L << 34);
    Sqe sqe = Sqe.allocate();
    get.encode(sqe);
    assertThat(sqe.cdw10()).isEqualTo(0xFFFF_0001);
    assertThat(sqe.cdw11()).isEqualTo(0xFFFF);
    assertThat(GetLogPage.decode(sqe).length()).isEqualTo(1L << 34);
    assertThatThrownBy(() -> GetLogPage.of(1, 0, 6)).hasMessageContaining("multiple of 4");
    assertThatThrownBy(() -> GetLogPage.of(1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GetLogPage.of(256, 0, 4)).hasMessageContaining("LID");
  }

  @Test
  void randomEntriesReadBack() {
    Random random = new Random(59);
    byte[] bytes = new byte[Sqe.BYTES];
    Sqe sqe = new Sqe().wrap(ByteBuffer.wrap(bytes), 0);
    Sqe copy = Sqe.allocate();
    for (int i = 0; i < 10_000; i++) {
      random.nextBytes(bytes);
      GetLogPage get = GetLogPage.decode(sqe);
      get.encode(copy);
      assertThat(GetLogPage.decode(copy)).isEqualTo(get);
      assertThat(copy.cdw10()).isEqualTo(sqe.cdw10());
      assertThat(copy.cdw11()).isEqualTo(sqe.cdw11());
      Identify identify = Identify.decode(sqe);
      identify.encode(copy);
      assertThat(Identify.decode(copy)).isEqualTo(identify);
    }
  }

  @Test
  void identifyIsLaidOutAsTheSpecificationHasIt() {
    Sqe sqe = Sqe.allocate();
    new Identify(5, 0x1C, 0x1234, 2, 0x5678, 1).encode(sqe);
    assertThat(sqe.opcode()).isEqualTo(6);
    assertThat(sqe.nsid()).isEqualTo(5);
    assertThat(sqe.cdw10()).isEqualTo(0x1234_001C);
    assertThat(sqe.cdw11()).isEqualTo(0x0200_5678);
    assertThat(sqe.cdw14()).isEqualTo(1);
    assertThatThrownBy(() -> new Identify(0, 256, 0, 0, 0, 0)).hasMessageContaining("CNS");
  }
}
