package io.jacquard.transport.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sgl;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading where a command's data is. */
class DataDescriptorsTest {
  private static final int CAPSULE = 4096;

  private final Sqe sqe = Sqe.allocate();
  private final ByteBuffer capsule = ByteBuffer.allocate(CAPSULE).order(ByteOrder.LITTLE_ENDIAN);
  private final DataDescriptors descriptors = new DataDescriptors();

  @BeforeEach
  void clear() {
    descriptors.clear();
  }

  private int read(int capsuleBytes) {
    return descriptors.read(sqe, true, capsule, capsuleBytes);
  }

  @Test
  void aKeyedBlockIsOneDescriptor() {
    sqe.sgl1().setKeyed(0x1234_5678_9ABCL, 0xFF_FFFF, 0xDEAD_BEEF, true);
    assertThat(read(0)).isZero();
    assertThat(descriptors.count()).isEqualTo(1);
    assertThat(descriptors.address(0)).isEqualTo(0x1234_5678_9ABCL);
    assertThat(descriptors.length(0)).isEqualTo(0xFF_FFFF);
    assertThat(descriptors.key(0)).isEqualTo(0xDEAD_BEEF);
    assertThat(descriptors.total()).isEqualTo(0xFF_FFFF);
    assertThat(descriptors.invalidates()).isTrue();
    assertThat(descriptors.invalidatedKey()).isEqualTo(0xDEAD_BEEF);
  }

  @Test
  void anEmptyKeyedBlockIsNoDataButItsKeyMayBeInvalidated() {
    sqe.sgl1().setKeyed(0, 0, 77, true);
    assertThat(read(0)).isZero();
    assertThat(descriptors.count()).isZero();
    assertThat(descriptors.total()).isZero();
    assertThat(descriptors.invalidatedKey()).isEqualTo(77);
  }

  @Test
  void ofSeveralBlocksTheLastOnesKeyIsInvalidated() {
    segment(32, 2);
    new Sgl().wrap(capsule, 32).setKeyed(4096, 512, 1, true);
    new Sgl().wrap(capsule, 48).setKeyed(8192, 1024, 2, false);
    assertThat(read(64)).isZero();
    assertThat(descriptors.count()).isEqualTo(2);
    assertThat(descriptors.total()).isEqualTo(1536);
    assertThat(descriptors.invalidates()).isFalse();
  }

  private void segment(long offset, int count) {
    sqe.sgl1().set(offset, (long) count * Sgl.BYTES, 0x31);
  }

  @Test
  void aSegmentThatIsNotInTheCapsuleIsRefused() {
    for (long offset : new long[] {1, 64, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      descriptors.clear();
      segment(offset, 4);
      assertThat(read(64)).isEqualTo(Status.withDnr(Status.SGL_OFFSET_INVALID));
    }
  }

  @Test
  void aSegmentOfTooManyBlocksOrOfNoneIsRefused() {
    segment(0, DataDescriptors.MOST + 1);
    assertThat(read(CAPSULE)).isEqualTo(Status.withDnr(Status.INVALID_NUMBER_OF_SGL_DESCRIPTORS));
    segment(0, 0);
    assertThat(read(CAPSULE)).isEqualTo(Status.withDnr(Status.INVALID_SGL_SEGMENT_DESCRIPTOR));
  }

  @Test
  void aSegmentOfOtherThanKeyedBlocksIsRefused() {
    segment(0, 1);
    new Sgl().wrap(capsule, 0).setDataBlock(0, 512);
    assertThat(read(16)).isEqualTo(Status.withDnr(Status.SGL_DESCRIPTOR_TYPE_INVALID));
  }

  @Test
  void dataInACapsuleMustBeThere() {
    sqe.sgl1().setInCapsule(512, 512);
    assertThat(read(1024)).isZero();
    assertThat(descriptors.inCapsule()).isTrue();
    assertThat(descriptors.capsuleOffset()).isEqualTo(512);
    descriptors.clear();
    assertThat(read(1023)).isEqualTo(Status.withDnr(Status.SGL_OFFSET_INVALID));
    descriptors.clear();
    assertThat(descriptors.read(sqe, false, capsule, 1024))
        .isEqualTo(Status.withDnr(Status.INVALID_FIELD));
  }

  @FuzzTest(maxDuration = "30s")
  void whateverTheSglItIsReadOrRefused(byte[] input) {
    if (input.length < Sgl.BYTES) {
      return;
    }
    descriptors.clear();
    sqe.buffer().put(sqe.offset() + Sqe.DPTR, input, 0, Sgl.BYTES);
    int inCapsule = Math.min(input.length - Sgl.BYTES, CAPSULE);
    capsule.put(0, input, Sgl.BYTES, inCapsule);
    if (read(inCapsule) != 0) {
      return;
    }
    long total = 0;
    for (int i = 0; i < descriptors.count(); i++) {
      assertThat(descriptors.length(i)).isPositive();
      total += descriptors.length(i);
    }
    if (descriptors.inCapsule()) {
      assertThat(descriptors.capsuleOffset() + descriptors.total()).isLessThanOrEqualTo(inCapsule);
    } else {
      assertThat(descriptors.total()).isEqualTo(total);
    }
  }
}
