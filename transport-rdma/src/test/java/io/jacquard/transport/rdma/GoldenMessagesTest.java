package io.jacquard.transport.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.wire.Cqe;
import io.jacquard.nvme.wire.Sgl;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.transport.rdma.GoldenMessages.Kind;
import io.jacquard.transport.rdma.GoldenMessages.Message;
import io.jacquard.transport.rdma.verbs.ConnectionParameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What Linux really says is understood, and would be said by us in the same bytes. */
class GoldenMessagesTest {
  private static final String ALL = "io.jacquard.transport.rdma.GoldenMessages#CONVERSATIONS";
  private static final int KEY_BYTES = 4;
  private static final int RETH_KEY = 8;
  private static final int RETH_LENGTH = 12;

  private static byte[] first(String conversation, Kind kind) throws IOException {
    return GoldenMessages.read(conversation).stream()
        .filter(message -> message.kind() == kind)
        .findFirst()
        .orElseThrow()
        .bytes();
  }

  /** What the connection manager carries, which fills up with zeroes. */
  private static byte[] padded(byte[] data, int length) {
    return Arrays.copyOf(data, length);
  }

  @ParameterizedTest
  @FieldSource(ALL)
  void requestsReadBack(String conversation) throws IOException {
    byte[] data = first(conversation, Kind.REQUEST);
    CmRequest request = CmRequest.decode(data);
    assertThat(padded(request.encode(), data.length)).isEqualTo(data);
    assertThat(request.hostReceives()).isEqualTo(request.entries());
    if (request.recordFormat() == 0) {
      assertThat(CmRequestCheck.check(new ConnectionParameters(data, 0, 128))).isEmpty();
    } else {
      assertThat(CmRequestCheck.check(new ConnectionParameters(data, 0, 128)))
          .contains(CmReject.INVALID_FORMAT);
    }
  }

  @Test
  void ourRequestIsThatOfLinux() throws IOException {
    byte[] admin = first("pair-0", Kind.REQUEST);
    assertThat(padded(CmRequest.of(0, 32).encode(), admin.length)).isEqualTo(admin);
    byte[] io = first("pair-1", Kind.REQUEST);
    assertThat(CmRequest.decode(io)).isEqualTo(new CmRequest(0, 1, 32, 31, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "pair-0, 32",
    "pair-1, 32",
    "jacquard-host-0, 32",
    "jacquard-host-1, 32",
    "jacquard-target-0, 33",
    "jacquard-target-1, 33"
  })
  void acceptancesReadBack(String conversation, int controllerReceives) throws IOException {
    byte[] data = first(conversation, Kind.ACCEPT);
    CmAccept accept = CmAccept.decode(data);
    assertThat(accept).isEqualTo(new CmAccept(0, controllerReceives));
    assertThat(padded(accept.encode(), data.length)).isEqualTo(data);
  }

  @ParameterizedTest
  @CsvSource({"refused-0, INVALID_HSQSIZE", "refused-1, INVALID_FORMAT"})
  void rejectionsReadBack(String conversation, CmReject reason) throws IOException {
    byte[] data = first(conversation, Kind.REJECT);
    assertThat(CmReject.decode(data)).contains(reason);
    assertThat(padded(reason.encode(), data.length)).isEqualTo(data);
  }

  /** A command that was sent and has not been answered. */
  private record Open(Message capsule, DataDescriptors data) {}

  private static Open open(Message capsule) {
    ByteBuffer bytes = ByteBuffer.wrap(capsule.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    Sqe sqe = new Sqe().wrap(bytes, 0);
    ByteBuffer behind = bytes.slice(Sqe.BYTES, bytes.capacity() - Sqe.BYTES);
    DataDescriptors data = new DataDescriptors();
    boolean toController = (sqe.isFabrics() ? sqe.fctype() : sqe.opcode()) % 2 == 1;
    int status = data.read(sqe, toController, behind, behind.capacity());
    assertThat(status).as("%s", capsule).isZero();
    assertThat(sqe.psdt()).as("%s", capsule).isEqualTo(Sqe.PSDT_SGL);
    assertThat(data.inCapsule()).isEqualTo(behind.hasRemaining());
    assertThat(written(sqe.sgl1())).isEqualTo(Arrays.copyOfRange(capsule.bytes(), 24, 40));
    return new Open(capsule, data);
  }

  /** The same descriptor as we write it. */
  private static byte[] written(Sgl sgl) {
    ByteBuffer bytes = ByteBuffer.allocate(Sgl.BYTES);
    Sgl copy = new Sgl().wrap(bytes, 0);
    if (sgl.isInCapsule()) {
      copy.setInCapsule(sgl.address(), sgl.length());
    } else {
      boolean invalidate = sgl.subtype() == Sgl.SUBTYPE_INVALIDATE_KEY;
      copy.setKeyed(sgl.address(), sgl.keyedLength(), sgl.key(), invalidate);
    }
    return bytes.array();
  }

  @ParameterizedTest
  @FieldSource(ALL)
  void dataIsWhereTheControllerFetchesAndPutsItAndItsKeyIsInvalidated(String conversation)
      throws IOException {
    Map<Integer, Open> commands = new HashMap<>();
    for (Message message : GoldenMessages.read(conversation)) {
      ByteBuffer bytes = ByteBuffer.wrap(message.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      switch (message.kind()) {
        case SEND, INVALIDATE -> {
          if (message.fromHost()) {
            commands.put((int) bytes.getShort(Sqe.CID), open(message));
          } else {
            answered(message, bytes, commands);
          }
        }
        case READ, WRITE ->
            assertThat(commands.values()).as("%s", message).anyMatch(c -> isData(c, message));
        case REQUEST, ACCEPT, REJECT -> {}
      }
    }
    assertThat(commands.values()).as("commands without a response").allMatch(this::mayStayOpen);
  }

  private static boolean isData(Open command, Message remote) {
    ByteBuffer reth = ByteBuffer.wrap(remote.bytes());
    DataDescriptors data = command.data();
    return data.count() == 1
        && data.address(0) == reth.getLong(0)
        && data.key(0) == reth.getInt(RETH_KEY)
        && data.length(0) == reth.getInt(RETH_LENGTH);
  }

  private static void answered(Message message, ByteBuffer bytes, Map<Integer, Open> commands) {
    int at = message.kind() == Kind.INVALIDATE ? KEY_BYTES : 0;
    assertThat(bytes.capacity()).isEqualTo(at + Cqe.BYTES);
    Cqe cqe = new Cqe().wrap(bytes, at);
    Open command = commands.remove((int) (short) cqe.cid());
    assertThat(command).as("%s", message).isNotNull();
    assertThat(command.data().invalidates()).as("%s", message).isEqualTo(at > 0);
    if (at > 0) {
      assertThat(command.data().invalidatedKey())
          .isEqualTo(ByteBuffer.wrap(message.bytes()).getInt(0));
    }
    ByteBuffer copy = ByteBuffer.allocate(Cqe.BYTES);
    new Cqe().wrap(copy, 0).set(cqe.result(), cqe.sqhd(), cqe.cid(), cqe.status()).sqid(cqe.sqid());
    assertThat(copy.array()).isEqualTo(Arrays.copyOfRange(message.bytes(), at, at + Cqe.BYTES));
  }

  /** Asynchronous Event Request is answered when there is an event. */
  private boolean mayStayOpen(Open command) {
    return command.capsule().description().startsWith("Asynchronous Event Request");
  }
}
