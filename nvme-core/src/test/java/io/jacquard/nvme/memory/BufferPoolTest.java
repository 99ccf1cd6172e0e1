package io.jacquard.nvme.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private static final int LARGEST = 128 << 10;

  private final BufferPool pool = new BufferPool(1 << 20, LARGEST);

  @Test
  void payloadsArePageAlignedAndHaveRoomOnBothSides() {
    for (int length : new int[] {1, 512, 8192, 8193, 32768, LARGEST}) {
      IoBuffer buffer = pool.acquire(length);
      assertThat(buffer.address() % IoMemory.PAGE).isZero();
      assertThat(buffer.capacity()).isGreaterThanOrEqualTo(length);
      assertThat(buffer.headroom()).isEqualTo(IoBuffer.HEADROOM);
      assertThat(buffer.tailroom()).isEqualTo(IoBuffer.TAILROOM);
      buffer.frame().put(buffer.headroom(), (byte) 77);
      assertThat(buffer.bytes().get(0)).isEqualTo((byte) 77);
    }
  }

  @Test
  void framesOfNeighboursDoNotOverlap() {
    List<IoBuffer> all = new ArrayList<>();
    for (IoBuffer b = pool.acquire(100); !b.isNone(); b = pool.acquire(100)) {
      for (int i = 0; i < b.frame().capacity(); i++) {
        b.frame().put(i, (byte) all.size());
      }
      all.add(b);
    }
    assertThat(all).hasSizeGreaterThan(10);
    for (int n = 0; n < all.size(); n++) {
      for (int i = 0; i < all.get(n).frame().capacity(); i++) {
        assertThat(all.get(n).frame().get(i)).isEqualTo((byte) n);
      }
    }
  }

  @Test
  void smallBuffersNeverTakeThePlaceOfTheLargest() {
    List<IoBuffer> held = new ArrayList<>();
    IoBuffer large = pool.acquire(LARGEST);
    for (IoBuffer b = pool.acquire(100); !b.isNone(); b = pool.acquire(100)) {
      held.add(b);
    }
    pool.release(large);
    assertThat(pool.acquire(LARGEST).isNone()).isFalse();
    assertThat(pool.heldBytes()).isPositive();
    held.forEach(pool::release);
  }

  @Test
  void waitersAreServedInTheirOrder() {
    List<IoBuffer> held = new ArrayList<>();
    for (IoBuffer b = pool.acquire(LARGEST); !b.isNone(); b = pool.acquire(LARGEST)) {
      held.add(b);
    }
    List<String> served = new ArrayList<>();
    pool.whenAvailable(() -> !pool.acquire(LARGEST).isNone() && served.add("first"));
    pool.whenAvailable(() -> !pool.acquire(LARGEST).isNone() && served.add("second"));
    pool.release(held.removeLast());
    assertThat(served).containsExactly("first");
    pool.release(held.removeLast());
    assertThat(served).containsExactly("first", "second");
  }

  @Test
  void aForgottenWaiterIsNotCalled() {
    BufferPool.Waiter waiter =
        () -> {
          throw new AssertionError("called");
        };
    IoBuffer buffer = pool.acquire(1);
    pool.whenAvailable(waiter);
    pool.forget(waiter);
    pool.release(buffer);
    assertThat(pool.heldBytes()).isZero();
  }

  @Test
  void releasingTwiceIsAnError() {
    IoBuffer buffer = pool.acquire(1);
    pool.release(buffer);
    assertThatThrownBy(() -> pool.release(buffer)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pool.release(IoBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesWhatItCanNeverServe() {
    assertThatThrownBy(() -> pool.acquire(LARGEST + 1)).hasMessageContaining("131072");
    assertThatThrownBy(() -> new BufferPool(LARGEST, LARGEST)).hasMessageContaining("too small");
    assertThatThrownBy(() -> new BufferPool(1 << 20, 5000)).hasMessageContaining("5000");
  }

  @Test
  void everySlabIsAnnounced() {
    List<IoMemory> slabs = new ArrayList<>();
    pool.onSlab(slabs::add);
    int before = slabs.size();
    IoBuffer buffer = pool.acquire(1);
    assertThat(before).isEqualTo(1);
    assertThat(slabs)
        .anyMatch(
            s ->
                buffer.address() > s.segment().address()
                    && buffer.address() < s.segment().address() + s.segment().byteSize());
  }
}
