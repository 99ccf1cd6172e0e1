package io.jacquard.nvme.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.wire.Sqe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvmeIoctlTest {
  private static final int NEW = LinuxFile.O_RDWR | LinuxFile.O_CREAT;

  @TempDir Path directory;

  private static Sqe everyFieldSet() {
    return Sqe.allocate()
        .opcode(0x9A)
        .flags(Sqe.FUSE_FIRST, Sqe.PSDT_SGL)
        .cid(0x1234)
        .nsid(0x77777777)
        .cdw2(0x02020202)
        .cdw3(0x03030303)
        .mptr(-1)
        .prp(-1, -1)
        .cdw10(0x10101010)
        .cdw11(0x11111111)
        .cdw12(0x12121212)
        .cdw13(0x13131313)
        .cdw14(0x14141414)
        .cdw15(0x15151515);
  }

  private static String encoded(int length) {
    MemorySegment memory = Arena.ofAuto().allocate(NvmePassthru.BYTES + 8, 8).fill((byte) 0xEE);
    NvmePassthru.encode(memory, 4, everyFieldSet(), 5, 0x0102030405060708L, length, 30_000);
    return HexFormat.of().formatHex(memory.asSlice(0).toArray(ValueLayout.JAVA_BYTE));
  }

  /** As a C program prints it that fills struct nvme_passthru_cmd of linux/nvme_ioctl.h. */
  @Test
  void theStructureIsThatOfTheKernel() {
    assertThat(encoded(0x00AABBCC))
        .isEqualTo(
            "eeeeeeee"
                + "9a000000" // opcode; flags and rsvd1 are zero whatever CDW0 says
                + "05000000" // nsid: the device's, not the one in the SQE
                + "02020202"
                + "03030303"
                + "0000000000000000" // metadata
                + "0807060504030201" // addr
                + "00000000" // metadata_len
                + "ccbbaa00" // data_len
                + "10101010"
                + "11111111"
                + "12121212"
                + "13131313"
                + "14141414"
                + "15151515"
                + "30750000" // timeout_ms
                + "00000000" // result
                + "eeeeeeee");
  }

  @Test
  void aCommandWithoutDataHasNoAddress() {
    assertThat(encoded(0).substring(8 + 48, 8 + 64)).isEqualTo("0000000000000000");
  }

  /** The numbers are made of direction, size of the structure, 'N' and a number (ioctl(2)). */
  @Test
  void requestsAreThoseOfTheKernel() {
    assertThat(NvmeIoctl.ADMIN_CMD).isEqualTo(readWrite(0x41, NvmePassthru.BYTES));
    assertThat(NvmeIoctl.IO_CMD).isEqualTo(readWrite(0x43, NvmePassthru.BYTES));
    assertThat(NvmeIoctl.ADMIN64_CMD).isEqualTo(readWrite(0x47, NvmePassthru.BYTES_64));
    assertThat(NvmeIoctl.IO64_CMD).isEqualTo(readWrite(0x48, NvmePassthru.BYTES_64));
    assertThat(NvmeIoctl.URING_CMD_IO).isEqualTo(readWrite(0x80, NvmePassthru.BYTES_URING));
    assertThat(NvmeIoctl.URING_CMD_IO_VEC).isEqualTo(readWrite(0x81, NvmePassthru.BYTES_URING));
    assertThat(NvmeIoctl.ID).isEqualTo('N' << 8 | 0x40);
    assertThat(NvmeIoctl.RESET).isEqualTo('N' << 8 | 0x44);
    assertThat(NvmeIoctl.SUBSYS_RESET).isEqualTo('N' << 8 | 0x45);
    assertThat(NvmeIoctl.RESCAN).isEqualTo('N' << 8 | 0x46);
  }

  private static int readWrite(int number, int size) {
    return 3 << 30 | size << 16 | 'N' << 8 | number;
  }

  @Test
  void whatIsNoNvmeDeviceSaysSoByErrno() throws Exception {
    try (LinuxFile file = LinuxFile.open(directory.resolve("f"), NEW, 0600)) {
      NvmeIoctl ioctl = new NvmeIoctl(file.fd());
      Sqe identify = Sqe.allocate().opcode(AdminOpcode.IDENTIFY);
      assertThat(ioctl.namespaceId()).isEqualTo(-Errno.ENOTTY);
      assertThat(ioctl.admin(identify, 0, 0, 0, 0)).isEqualTo(-Errno.ENOTTY);
      assertThat(ioctl.io(identify, 1, 0, 0, 0)).isEqualTo(-Errno.ENOTTY);
      assertThat(ioctl.reset()).isEqualTo(-Errno.ENOTTY);
      assertThat(ioctl.subsystemReset()).isEqualTo(-Errno.ENOTTY);
      assertThat(ioctl.rescan()).isEqualTo(-Errno.ENOTTY);
    }
  }

  @Test
  void aDescriptorThatIsNotOpenIsAnError() {
    assertThat(new NvmeIoctl(-1).namespaceId()).isEqualTo(-Errno.EBADF);
  }
}
