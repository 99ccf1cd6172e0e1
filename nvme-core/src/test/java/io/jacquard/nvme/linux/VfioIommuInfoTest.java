package io.jacquard.nvme.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What the kernel says of an IOMMU, as it lays it out. */
class VfioIommuInfoTest {

  @Test
  void readsPageSizesRangesAndTheNumberOfMappings() {
    // As a QEMU guest with an Intel IOMMU answers, the capabilities in another order.
    ByteBuffer info = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
    info.putInt(96).putInt(3).putLong(0x40201000L).putInt(24).putInt(0);
    info.putShort((short) 3).putShort((short) 1).putInt(40).putInt(65535).putInt(0);
    info.putShort((short) 1).putShort((short) 1).putInt(0).putInt(2).putInt(0);
    info.putLong(0).putLong(0xFEDFFFFFL).putLong(0xFEF00000L).putLong(0x7FFFFFFFFFL);
    VfioIommuInfo decoded = VfioIommuInfo.decode(nativeCopy(info));
    assertThat(decoded.page()).isEqualTo(4096);
    assertThat(decoded.entries()).isEqualTo(65535);
    assertThat(decoded.ranges())
        .containsExactly(new IovaRange(0, 0xFEDFFFFFL), new IovaRange(0xFEF00000L, 0x7FFFFFFFFFL));
  }

  @Test
  void withoutCapabilitiesNothingIsKnownButThePage() {
    ByteBuffer info = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    info.putInt(24).putInt(1).putLong(0x1000);
    VfioIommuInfo decoded = VfioIommuInfo.decode(nativeCopy(info));
    assertThat(decoded.ranges()).isEmpty();
    assertThat(decoded.entries()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void aRangeThatEndsBeforeItBeginsIsRefused() {
    assertThatThrownBy(() -> new IovaRange(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new IovaRange(1, -1).last()).isEqualTo(-1);
  }

  private static MemorySegment nativeCopy(ByteBuffer bytes) {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.capacity());
    direct.put(bytes.array());
    return MemorySegment.ofBuffer(direct.clear());
  }
}
