package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * What Linux's target on another machine answers to requests that break the rules it looks at: the
 * statuses are those that {@link RemoteTargetInGuest} expects.
 */
class RemoteLinuxTargetInGuest {

  @Test
  void aWrongFormatAndAQueueThatIsTooDeepAreRejectedWithTheirStatus() throws IOException {
    byte[] format = RawHost.request(1, 1, 32, 31, 0);
    assertThat(RawHost.rejection(RemoteTargetInGuest.target(), format, 16)).isEqualTo(2);
    byte[] tooDeep = RawHost.request(0, 0, 32, 1023, 0);
    assertThat(RawHost.rejection(RemoteTargetInGuest.target(), tooDeep, 16)).isEqualTo(4);
  }
}
