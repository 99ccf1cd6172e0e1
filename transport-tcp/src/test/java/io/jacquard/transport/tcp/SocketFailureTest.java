package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class SocketFailureTest {
  private static String reason(String message) {
    return SocketFailure.reason(new IOException(message));
  }

  @Test
  void theReasonIsToldWithoutTheSystemCall() {
    assertThat(reason("finishConnect(..) failed with error(-111): Connection refused: /::1:9"))
        .isEqualTo("Connection refused: /::1:9");
    assertThat(reason("bind(..) failed with error(-98): Address already in use"))
        .isEqualTo("Address already in use");
    assertThat(reason("Connection refused")).isEqualTo("Connection refused");
    assertThat(SocketFailure.reason(new ClosedChannelException())).contains("ClosedChannel");
  }
}
