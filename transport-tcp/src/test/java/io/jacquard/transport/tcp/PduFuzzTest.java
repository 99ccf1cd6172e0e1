package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.nvme.transport.ListenSettings;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** Whatever a peer sends ends in a PDU, a violation with a proper status, or more to read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PduFuzzTest {
  /** Bits of an input's first byte. */
  private static final int HOST = 4;

  private TcpFixture fixture;

  /** The state machine alone: in pieces it reports the same as in one. */
  @FuzzTest(maxDuration = "60s")
  void stream(byte[] input) {
    if (input.length < 2) {
      return;
    }
    List<String> whole = run(input, input.length);
    assertThat(run(input, 1 + (input[1] & 0x3F))).isEqualTo(whole);
  }

  /** The first byte says which side and digests, the second how to cut, the rest is the stream. */
  private static List<String> run(byte[] input, int piece) {
    RecordingSink sink =
        new RecordingSink(
            (input[0] & Pdu.DGST_HEADER) != 0, (input[0] & Pdu.DGST_DATA) != 0, false);
    boolean host = (input[0] & HOST) != 0;
    PduStream stream = host ? PduStream.ofHost(sink) : PduStream.ofController(sink);
    sink.stream(stream);
    ByteBuffer bytes = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    try {
      for (int at = 2; at < input.length; at += piece) {
        stream.feed(bytes, at, Math.min(at + piece, input.length));
      }
    } catch (PduViolation violation) {
      assertThat(violation.status())
          .isBetween(PduViolation.INVALID_HEADER_FIELD, PduViolation.UNSUPPORTED_PARAMETER);
      assertThat(stream.offenderBytes()).isBetween(Pdu.COMMON_BYTES, Pdu.MAX_TERM_DATA);
      sink.events.add(violation.getMessage());
    }
    return new ArrayList<>(sink.events);
  }

  /**
   * A whole controller: the connection ends for a reason that is the peer's, and leaves nothing.
   */
  @FuzzTest(maxDuration = "60s")
  void controller(byte[] input) throws Exception {
    if (input.length < 2) {
      return;
    }
    BugDetectors.allowNetworkConnections();
    try (RawHost host = new RawHost(fixture().listener.address(), false, false)) {
      host.connected(1 + (input[0] & 0x3F) + 1, (input[1] & 1) != 0);
      MemoryController controller = fixture.controllers.getLast();
      byte[] bytes = new byte[input.length - 2];
      System.arraycopy(input, 2, bytes, 0, bytes.length);
      host.send(bytes);
      try {
        host.socket.shutdownOutput();
        host.socket.getInputStream().readAllBytes();
      } catch (SocketException closedByController) {
        assertThat(closedByController).hasMessageNotContaining("timed out");
      }
      TcpFixture.await("the connection has ended", () -> !controller.closes.isEmpty());
      assertThat(controller.closes.peek().kind())
          .isIn(
              Kind.PEER_CLOSED, Kind.CONNECTION_LOST, Kind.PROTOCOL_ERROR, Kind.TERMINATED_BY_PEER);
      TcpFixture.await("nothing is left", () -> fixture.listener.connections() == 0);
      fixture.awaitNothingHeld();
      fixture.controllers.clear();
    }
  }

  private TcpFixture fixture() throws Exception {
    if (fixture == null) {
      Duration limit = Duration.ofSeconds(20);
      fixture =
          new TcpFixture(
              TcpFixture.loopSettings("auto"), new ListenSettings(4096, 4, limit, limit, 4096));
    }
    return fixture;
  }

  @AfterAll
  void close() {
    if (fixture != null) {
      fixture.close();
    }
  }
}
