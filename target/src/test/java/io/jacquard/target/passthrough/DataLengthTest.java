package io.jacquard.target.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.wire.Sqe;
import org.junit.jupiter.api.Test;

/** What decides how much memory a device may touch. */
class DataLengthTest {
  private static final int VENDOR_SPECIFIC = 0x92;
  private static final DataLength NVM = new DataLength(512, false, 0, false);
  private static final DataLength ZONED = new DataLength(4096, true, 64, false);
  private static final DataLength STANDARD = new DataLength(512, false, 0, true);

  private static Sqe sqe(int opcode) {
    return Sqe.allocate().opcode(opcode);
  }

  @Test
  void blocksAreTheBlocksOfTheCommand() {
    for (int opcode : new int[] {NvmOpcode.READ, NvmOpcode.WRITE, NvmOpcode.COMPARE}) {
      assertThat(NVM.of(sqe(opcode).blocks(1))).isEqualTo(512);
      assertThat(ZONED.of(sqe(opcode).blocks(65536))).isEqualTo(65536L * 4096);
    }
    assertThat(ZONED.of(sqe(NvmOpcode.ZONE_APPEND).blocks(3))).isEqualTo(3 * 4096);
  }

  @Test
  void commandsWithoutDataHaveNone() {
    for (int opcode :
        new int[] {
          NvmOpcode.FLUSH, NvmOpcode.WRITE_ZEROES, NvmOpcode.WRITE_UNCORRECTABLE, NvmOpcode.VERIFY
        }) {
      assertThat(NVM.of(sqe(opcode).blocks(8))).isZero();
    }
  }

  @Test
  void listsAreAsLongAsTheirCounts() {
    assertThat(NVM.of(sqe(NvmOpcode.DATASET_MANAGEMENT).cdw10(255))).isEqualTo(256 * 16);
    assertThat(NVM.of(sqe(NvmOpcode.COPY).cdw12(127))).isEqualTo(128 * 32);
    assertThat(NVM.of(sqe(NvmOpcode.COPY).cdw12(1 << 8))).isEqualTo(40);
    assertThat(NVM.of(sqe(NvmOpcode.RESERVATION_REGISTER))).isEqualTo(16);
    assertThat(NVM.of(sqe(NvmOpcode.RESERVATION_RELEASE))).isEqualTo(8);
    assertThat(NVM.of(sqe(NvmOpcode.RESERVATION_REPORT).cdw10(-1))).isEqualTo(1L << 34);
    assertThat(NVM.of(sqe(NvmOpcode.IO_MANAGEMENT_RECEIVE).cdw11(1023))).isEqualTo(4096);
    assertThat(NVM.of(sqe(NvmOpcode.IO_MANAGEMENT_SEND).cdw10(3 << 16 | 1))).isEqualTo(8);
  }

  @Test
  void zonesAreReportedAndExtended() {
    assertThat(ZONED.of(sqe(NvmOpcode.ZONE_MANAGEMENT_RECEIVE).cdw12(1023))).isEqualTo(4096);
    assertThat(ZONED.of(sqe(NvmOpcode.ZONE_MANAGEMENT_SEND).cdw13(4))).isZero();
    assertThat(ZONED.of(sqe(NvmOpcode.ZONE_MANAGEMENT_SEND).cdw13(0x10))).isEqualTo(64);
  }

  @Test
  void theVendorMaySayIt() {
    assertThat(NVM.of(sqe(VENDOR_SPECIFIC).cdw10(2))).isEqualTo(DataLength.UNKNOWN);
    assertThat(STANDARD.of(sqe(VENDOR_SPECIFIC).cdw10(2))).isEqualTo(8);
    assertThat(STANDARD.of(sqe(0x3D).cdw10(2))).isEqualTo(DataLength.UNKNOWN);
  }
}
