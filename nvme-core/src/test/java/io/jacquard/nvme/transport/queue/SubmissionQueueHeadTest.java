package io.jacquard.nvme.transport.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.wire.Cqe;
import org.junit.jupiter.api.Test;

class SubmissionQueueHeadTest {
  private final SubmissionQueueHead head = new SubmissionQueueHead(1);

  @Test
  void withFlowControlItGoesAroundTheQueue() {
    head.bind(3, true);
    assertThat(new int[] {head.next(), head.next(), head.next(), head.next()})
        .containsExactly(1, 2, 0, 1);
  }

  @Test
  void withoutFlowControlTheConnectResponseSaysSoAndNoOtherSaysAnything() {
    head.bind(128, false);
    assertThat(head.flowControl()).isFalse();
    assertThat(new int[] {head.next(), head.next(), head.next()})
        .containsExactly(Cqe.SQHD_FLOW_CONTROL_DISABLED, 0, 0);
  }

  @Test
  void beforeConnectItStandsStill() {
    assertThat(head.flowControl()).isTrue();
    assertThat(new int[] {head.next(), head.next()}).containsExactly(0, 0);
  }
}
