package io.jacquard.nvme.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.status.Status;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CqeTest {
  private final byte[] array = new byte[Cqe.BYTES];
  private final Cqe cqe = new Cqe().wrap(ByteBuffer.wrap(array), 0);

  @Test
  void aFailedConnectIsLaidOutAsTheSpecificationHasIt() {
    cqe.set(
        0x0001_0100L,
        Cqe.SQHD_FLOW_CONTROL_DISABLED,
        0x1234,
        Status.withDnr(Status.CONNECT_INVALID_PARAMETERS));
    assertThat(HexFormat.of().formatHex(array))
        .isEqualTo("00010100" + "00000000" + "ffff" + "0000" + "3412" + "0483");
    assertThat(cqe.status()).isEqualTo(0x4182);
    assertThat(cqe.phase()).isFalse();
    assertThat(cqe.toString()).contains("1234h", "Connect Invalid Parameters", "DNR");
  }

  @Test
  void everyStatusTravelsUnchanged() {
    for (int status = 0; status <= Status.MASK; status++) {
      assertThat(cqe.status(status).status()).isEqualTo(status);
      assertThat(cqe.set(0, 0, 0, status).status()).isEqualTo(status);
      assertThat(cqe.phase()).isFalse();
    }
  }

  @Test
  void fieldByFieldAndAtOnceGiveTheSameBytes() {
    Random random = new Random(17);
    for (int i = 0; i < 10_000; i++) {
      long result = random.nextLong();
      int sqhd = random.nextInt();
      int cid = random.nextInt();
      int status = random.nextInt();
      byte[] atOnce = cqe.set(result, sqhd, cid, status) == cqe ? array.clone() : null;
      random.nextBytes(array);
      cqe.result(result).sqhd(sqhd).sqid(0).cid(cid).status(status);
      assertThat(array).isEqualTo(atOnce);
      assertThat(cqe.result()).isEqualTo(result);
      assertThat(cqe.dw0()).isEqualTo((int) result);
      assertThat(cqe.dw1()).isEqualTo((int) (result >>> 32));
      assertThat(cqe.sqhd()).isEqualTo(sqhd & 0xFFFF);
      assertThat(cqe.sqid()).isZero();
      assertThat(cqe.cid()).isEqualTo(cid & 0xFFFF);
    }
  }

  @Test
  void thePhaseTagIsReadApartFromTheStatus() {
    array[14] = 0x03;
    assertThat(cqe.phase()).isTrue();
    assertThat(cqe.status()).isEqualTo(Status.INVALID_OPCODE);
  }

  @Test
  void copyAndBoundsAreAbsolute() {
    ByteBuffer target = ByteBuffer.allocate(32);
    cqe.set(-1, 1, 2, 3).copyTo(target, 16);
    assertThat(new Cqe().wrap(target, 16).cid()).isEqualTo(2);
    assertThat(target.position()).isZero();
    assertThatThrownBy(() -> new Cqe().wrap(target, 17))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
