package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Jacquard's target on another machine answers to requests that break rules. */
class RemoteTargetInGuest {
  private static final int PORT = 4420;

  static InetSocketAddress target() throws IOException {
    return new InetSocketAddress(RdmaAddress.address(), PORT);
  }

  @AfterEach
  void aRightRequestIsAcceptedAfterwards() throws IOException {
    try (RawHost host = new RawHost(target())) {
      host.connect(32);
      host.disconnect();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "format,          1,     1, 32,    31, 0,      16, 2",
    "queue ID,        0, 65535, 32,    31, 0,      16, 3",
    "one entry,       0,     1, 32,     0, 0,      16, 4",
    "too deep,        0,     1, 32, 65535, 0,      16, 4",
    "no receives,     0,     1,  0,    31, 0,      16, 5",
    "serves no reads, 0,     1, 32,    31, 0,       0, 7",
    "controller ID,   0,     1, 32,    31, 65520,  16, 9",
  })
  void aWrongRequestIsRejectedWithItsStatus(
      String what,
      int format,
      int queueId,
      int receives,
      int sends,
      int controllerId,
      int reads,
      int status)
      throws IOException {
    byte[] request = RawHost.request(format, queueId, receives, sends, controllerId);
    assertThat(RawHost.rejection(target(), request, reads)).as(what).isEqualTo(status);
  }
}
