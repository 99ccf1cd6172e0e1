package io.jacquard.target.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.linux.IoUring;
import io.jacquard.nvme.linux.IoUringOp;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.memory.IoBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real rings on a loop that is turned by hand. */
class LoopRingTest {
  private static final RingKind PLAIN = new RingKind(false, false, false, true, true);

  private final ManualLoop loop = new ManualLoop();

  /** Takes part with operations that do nothing. */
  private final class Idler implements LoopRing.User {
    private final LoopRing ring;
    private final int number;
    private final List<Integer> completed = new ArrayList<>();
    private int rooms;
    private boolean leavesAtOnce;

    Idler() throws Exception {
      ring = LoopRing.join(loop, PLAIN);
      number = ring.add(this);
    }

    boolean begin(int tag) {
      long at = ring.take();
      if (at == IoUring.NONE) {
        return false;
      }
      ring.ring().fill(at, IoUringOp.NOP, 0, -1, 0, 0, 0, 0, LoopRing.userData(number, tag));
      return true;
    }

    @Override
    public void completed(int tag, int result, long extra) {
      assertThat(result).isZero();
      completed.add(tag);
      if (leavesAtOnce) {
        ring.leave(number);
      }
    }

    @Override
    public void room() {
      rooms++;
    }
  }

  private void await(Idler idler, int count) {
    while (idler.completed.size() < count) {
      loop.runReady();
    }
  }

  @Test
  void usersOfALoopShareARingAndGetTheirOwnCompletions() throws Exception {
    Idler first = new Idler();
    Idler second = new Idler();
    assertThat(first.ring).isSameAs(second.ring);
    for (int i = 0; i < 1000; i++) {
      first.begin(i);
      second.begin(70_000 + i);
    }
    first.ring.submit();
    await(first, 1000);
    await(second, 1000);
    assertThat(first.completed).doesNotHaveDuplicates().allMatch(tag -> tag < 1000);
    assertThat(second.completed).doesNotHaveDuplicates().allMatch(tag -> tag >= 70_000);
    first.ring.leave(first.number);
    second.begin(1);
    second.ring.submit();
    await(second, 1001);
    second.ring.leave(second.number);
    assertThatThrownBy(second.ring::submit).isInstanceOf(IllegalStateException.class);
    Idler later = new Idler();
    assertThat(later.ring).isNotSameAs(second.ring);
    later.ring.leave(later.number);
  }

  @Test
  void neverMoreIsUnderWayThanThereIsRoomForAndWhoWaitedIsTold() throws Exception {
    Idler idler = new Idler();
    int begun = 0;
    while (idler.begin(begun)) {
      begun++;
    }
    assertThat(begun).isEqualTo(idler.ring.ring().completions());
    idler.ring.submit();
    assertThat(idler.rooms).isZero();
    await(idler, begun);
    assertThat(idler.rooms).isPositive();
    assertThat(idler.begin(0)).isTrue();
    idler.ring.submit();
    await(idler, begun + 1);
    idler.ring.leave(idler.number);
  }

  @Test
  void theLastUserMayLeaveWhenItsLastOperationCompletes() throws Exception {
    for (int round = 0; round < 10; round++) {
      Idler idler = new Idler();
      idler.leavesAtOnce = true;
      idler.begin(round);
      idler.ring.cancel(idler.number, 99);
      idler.ring.submit();
      await(idler, 1);
      assertThatThrownBy(idler.ring::submit).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void theLoopsBuffersAreRegisteredAndFoundByTheirAddress() throws Exception {
    Idler idler = new Idler();
    assertThat(idler.ring.shortcoming()).isEmpty();
    IoBuffer small = loop.buffers().acquire(4096);
    IoBuffer large = loop.buffers().acquire(128 << 10);
    assertThat(idler.ring.buffer(small.address(), 4096)).isNotNegative();
    assertThat(idler.ring.buffer(large.address(), large.capacity())).isNotNegative();
    assertThat(idler.ring.buffer(large.address(), 1 << 30)).isNegative();
    assertThat(idler.ring.buffer(IoBuffer.allocate(4096).address(), 4096)).isNegative();
    idler.ring.leave(idler.number);
  }
}
