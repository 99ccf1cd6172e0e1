package io.jacquard.nvme.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.NvmOpcode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SqeTest {
  private static String hex(Sqe sqe) {
    byte[] copy = new byte[Sqe.BYTES];
    sqe.copyTo(ByteBuffer.wrap(copy), 0);
    return HexFormat.of().formatHex(copy);
  }

  @Test
  void aWriteIsLaidOutAsTheSpecificationHasIt() {
    Sqe sqe = Sqe.allocate();
    sqe.opcode(NvmOpcode.WRITE).flags(Sqe.FUSE_SECOND, Sqe.PSDT_SGL).cid(0xBEEF).nsid(3);
    sqe.slba(0x0102030405060708L).cdw12(Sqe.FUA).blocks(256).cdw14(0x11223344);
    sqe.sgl1().setTransport(0x20000);
    assertThat(hex(sqe))
        .isEqualTo(
            "0142efbe"
                + "03000000"
                + "0000000000000000"
                + "0000000000000000"
                + "0000000000000000"
                + "000002000000005a"
                + "0807060504030201"
                + "ff000040"
                + "00000000"
                + "44332211"
                + "00000000");
    assertThat(sqe.fua()).isTrue();
    assertThat(sqe.nlb()).isEqualTo(255);
    assertThat(sqe.blocks()).isEqualTo(256);
    assertThat(sqe.fuse()).isEqualTo(Sqe.FUSE_SECOND);
    assertThat(sqe.psdt()).isEqualTo(Sqe.PSDT_SGL);
    assertThat(sqe.cid()).isEqualTo(0xBEEF);
    assertThat(sqe.isFabrics()).isFalse();
  }

  @Test
  void theFabricsCommandTypeIsTheFirstByteOfTheNamespaceIdentifier() {
    Sqe sqe = Sqe.allocate().nsid(-1).fctype(FabricsCommandType.PROPERTY_GET);
    assertThat(sqe.isFabrics()).isTrue();
    assertThat(sqe.fctype()).isEqualTo(4);
    assertThat(sqe.nsid()).isEqualTo(4);
  }

  @Test
  void everyDwordIsAtItsPlace() {
    Random random = new Random(11);
    ByteBuffer bytes = ByteBuffer.allocate(200);
    Sqe sqe = new Sqe();
    for (int round = 0; round < 1_000; round++) {
      byte[] noise = new byte[200];
      random.nextBytes(noise);
      bytes.put(0, noise);
      int at = random.nextInt(200 - Sqe.BYTES + 1);
      sqe.wrap(bytes, at);
      int[] dwords = {
        sqe.opcode() | sqe.flags() << 8 | sqe.cid() << 16,
        sqe.nsid(),
        sqe.cdw2(),
        sqe.cdw3(),
        (int) sqe.mptr(),
        (int) (sqe.mptr() >>> 32),
        (int) sqe.prp1(),
        (int) (sqe.prp1() >>> 32),
        (int) sqe.prp2(),
        (int) (sqe.prp2() >>> 32),
        sqe.cdw10(),
        sqe.cdw11(),
        sqe.cdw12(),
        sqe.cdw13(),
        sqe.cdw14(),
        sqe.cdw15()
      };
      for (int i = 0; i < dwords.length; i++) {
        assertThat(dwords[i]).isEqualTo(bytes.getInt(at + 4 * i));
      }
      assertThat(sqe.sgl1().address()).isEqualTo(sqe.prp1());
      Sqe copy = Sqe.allocate().copyFrom(sqe);
      assertThat(hex(copy)).isEqualTo(hex(sqe));
    }
  }

  @Test
  void writingEachFieldBackGivesTheSameBytes() {
    Random random = new Random(13);
    ByteBuffer bytes = ByteBuffer.allocate(Sqe.BYTES);
    for (int round = 0; round < 1_000; round++) {
      random.nextBytes(bytes.array());
      bytes.put(Sqe.FLAGS, (byte) (bytes.get(Sqe.FLAGS) & 0xC3)); // bits 5:2 are reserved
      Sqe from = new Sqe().wrap(bytes, 0);
      Sqe to = Sqe.allocate();
      to.opcode(from.opcode()).flags(from.fuse(), from.psdt()).cid(from.cid()).nsid(from.nsid());
      to.cdw2(from.cdw2()).cdw3(from.cdw3()).mptr(from.mptr()).prp(from.prp1(), from.prp2());
      to.cdw10(from.cdw10()).cdw11(from.cdw11()).cdw12(from.cdw12());
      to.cdw13(from.cdw13()).cdw14(from.cdw14()).cdw15(from.cdw15());
      assertThat(hex(to)).isEqualTo(hex(from));
      assertThat(hex(to.clear())).matches("0{128}");
    }
  }

  @Test
  void aBlockCountOutsideItsFieldIsRefused() {
    Sqe sqe = Sqe.allocate();
    assertThat(sqe.blocks(65536).nlb()).isEqualTo(65535);
    assertThatThrownBy(() -> sqe.blocks(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sqe.blocks(65537)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wrappingMovesTheSglViewToo() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(2 * Sqe.BYTES);
    Sqe sqe = new Sqe().wrap(bytes, 0);
    Sgl sgl = sqe.sgl1().setTransport(1);
    assertThat(sqe.wrap(bytes, Sqe.BYTES).sgl1()).isSameAs(sgl);
    assertThat(sgl.length()).isZero();
    assertThatThrownBy(() -> sqe.wrap(bytes, 65)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
