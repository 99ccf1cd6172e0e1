package io.jacquard.nvme.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SglTest {
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(48);
  private final Sgl sgl = new Sgl().wrap(bytes, 8);

  private String hex() {
    byte[] copy = new byte[Sgl.BYTES];
    bytes.get(8, copy);
    return HexFormat.of().formatHex(copy);
  }

  @Test
  void dataInTheCapsuleHasAnOffsetAndIdentifier01() {
    sgl.setInCapsule(0x40, 0x1000);
    assertThat(hex()).isEqualTo("4000000000000000" + "00100000" + "000000" + "01");
    assertThat(sgl.isInCapsule()).isTrue();
    assertThat(sgl.address()).isEqualTo(0x40);
    assertThat(sgl.length()).isEqualTo(0x1000);
  }

  @Test
  void transportDataBlockHasIdentifier5A() {
    sgl.setTransport(0xFFFF_FFFFL);
    assertThat(hex()).isEqualTo("0000000000000000" + "ffffffff" + "000000" + "5a");
    assertThat(sgl.isTransport()).isTrue();
    assertThat(sgl.length()).isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void keyedDataBlockPacksA24BitLengthAndItsKey() {
    sgl.setKeyed(0x1122334455667788L, 0xABCDEF, 0x89ABCDEF, true);
    assertThat(hex()).isEqualTo("8877665544332211" + "efcdab" + "efcdab89" + "4f");
    assertThat(sgl.isKeyed()).isTrue();
    assertThat(sgl.subtype()).isEqualTo(Sgl.SUBTYPE_INVALIDATE_KEY);
    assertThat(sgl.length()).isEqualTo(0xABCDEF);
    assertThat(sgl.key()).isEqualTo(0x89ABCDEF);
    sgl.setKeyed(0, 1, -1, false);
    assertThat(hex()).isEqualTo("0000000000000000" + "010000" + "ffffffff" + "40");
  }

  @Test
  void hostAddressDataBlockHasIdentifier00() {
    sgl.setDataBlock(-1, 512);
    assertThat(hex()).isEqualTo("ffffffffffffffff" + "00020000" + "000000" + "00");
    assertThat(sgl.type()).isEqualTo(Sgl.TYPE_DATA_BLOCK);
    assertThat(sgl.subtype()).isEqualTo(Sgl.SUBTYPE_ADDRESS);
  }

  @Test
  void lengthsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> sgl.setTransport(1L << 32))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sgl.setTransport(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sgl.setKeyed(0, 1 << 24, 0, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wrappingBeyondTheLimitIsRefused() {
    assertThatThrownBy(() -> sgl.wrap(bytes, 33)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sgl.wrap(bytes, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    bytes.limit(16);
    assertThatThrownBy(() -> sgl.wrap(bytes, 8)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void randomDescriptorsReadBackWhatWasWritten() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      long address = random.nextLong();
      long length = random.nextInt() & 0xFFFF_FFFFL;
      int identifier = random.nextInt(256);
      sgl.set(address, length, identifier);
      assertThat(sgl.address()).isEqualTo(address);
      assertThat(sgl.length32()).isEqualTo(length);
      assertThat(sgl.identifier()).isEqualTo(identifier);
      assertThat(sgl.type() << 4 | sgl.subtype()).isEqualTo(identifier);
      assertThat(sgl.toString()).isNotEmpty();
    }
    assertThat(bytes.getLong(0)).isZero();
    assertThat(bytes.getLong(24)).isZero();
  }
}
