package io.jacquard.nvme.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Ranges in the data of Dataset Management and Copy. */
class RangesTest {
  private final ByteBuffer data = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);

  @Test
  void aRangeOfDatasetManagementIsWhereTheSpecificationHasIt() {
    DatasetRange.put(data, 2, 0x1122_3344_5566_7788L, 0xFFFF_FFFEL);
    assertThat(data.getInt(32)).isZero();
    assertThat(data.getInt(36)).isEqualTo(-2);
    assertThat(data.get(40)).isEqualTo((byte) 0x88);
    assertThat(DatasetRange.start(data, 2)).isEqualTo(0x1122_3344_5566_7788L);
    assertThat(DatasetRange.blocks(data, 2)).isEqualTo(0xFFFF_FFFEL);
  }

  @Test
  void aSourceRangeOfCopyIsWhereTheSpecificationHasIt() {
    for (int i = 0; i < data.capacity(); i++) {
      data.put(i, (byte) 0xEE);
    }
    CopySourceRange.put(data, 1, 0x1122_3344_5566_7788L, 65536);
    assertThat(data.getLong(32)).isZero();
    assertThat(data.get(40)).isEqualTo((byte) 0x88);
    assertThat(data.getShort(48)).isEqualTo((short) -1);
    assertThat(data.getLong(56)).isZero();
    assertThat(data.get(64)).isEqualTo((byte) 0xEE);
    assertThat(CopySourceRange.start(data, 1)).isEqualTo(0x1122_3344_5566_7788L);
    assertThat(CopySourceRange.blocks(data, 1)).isEqualTo(65536);
  }

  @Test
  void commandsCountTheirRangesFromZero() {
    Sqe sqe = Sqe.allocate().cdw10(0xABCD_EF00).cdw12(0xABCD_EFFF);
    assertThat(DatasetRange.count(sqe)).isEqualTo(1);
    assertThat(CopySourceRange.count(sqe)).isEqualTo(256);
  }
}
