package io.jacquard.target.pci;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.feature.NumberOfQueues;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.LbaFormat;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.wire.Structure;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The admin commands of a {@link FakeController}. */
final class FakeAdmin {
  private static final int OACS_DOORBELL_BUFFER_CONFIG = 1 << 8;

  private final FakeController controller;
  private final List<Integer> eventRequests = new ArrayList<>();
  private final Map<Integer, Long> completionQueues = new HashMap<>();
  long blocks = 1 << 13;
  int queues = 4;
  int sgls;
  int mdts = 5;
  int lbaMetadata;
  int lbads = 9;
  boolean shadows;
  boolean refusesAborts;
  boolean refusesQueues;
  String serial = "FAKE-1";
  byte[] descriptors = {};

  FakeAdmin(FakeController controller) {
    this.controller = controller;
  }

  void execute(FakeQueue queue, Sqe sqe) {
    if (sqe.opcode() == AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST) {
      eventRequests.add(sqe.cid());
      return;
    }
    long result = 0;
    int status = Status.SUCCESS;
    switch (sqe.opcode()) {
      case AdminOpcode.IDENTIFY -> status = identify(sqe);
      case AdminOpcode.SET_FEATURES -> {
        if (sqe.cdw10() == 7) {
          result = new NumberOfQueues(queues, queues).dword();
        }
      }
      case AdminOpcode.CREATE_IO_CQ -> {
        completionQueues.put(sqe.cdw10() & 0xFFFF, sqe.prp1());
        status = refusesQueues ? Status.withDnr(Status.INVALID_FIELD) : Status.SUCCESS;
      }
      case AdminOpcode.CREATE_IO_SQ -> {
        int id = sqe.cdw10() & 0xFFFF;
        int entries = (sqe.cdw10() >>> 16) + 1;
        long completions = completionQueues.get(sqe.cdw11() >>> 16);
        controller.queues.put(
            id, new FakeQueue(id, controller.memory, sqe.prp1(), completions, entries));
      }
      case AdminOpcode.DELETE_IO_SQ -> controller.queues.remove(sqe.cdw10() & 0xFFFF);
      case AdminOpcode.DELETE_IO_CQ -> completionQueues.remove(sqe.cdw10() & 0xFFFF);
      case AdminOpcode.ABORT -> {
        boolean done = !refusesAborts && controller.abort(sqe.cdw10() & 0xFFFF, sqe.cdw10() >>> 16);
        result = done ? 0 : 1;
      }
      case AdminOpcode.DOORBELL_BUFFER_CONFIG -> {
        controller.shadow = sqe.prp1();
        controller.eventIndexes = sqe.prp2();
      }
      case AdminOpcode.GET_LOG_PAGE -> status = Status.SUCCESS;
      default -> status = Status.withDnr(Status.INVALID_OPCODE);
    }
    queue.complete(sqe.cid(), status, result);
  }

  private int identify(Sqe sqe) {
    Identify what = Identify.decode(sqe);
    switch (what.cns()) {
      case Cns.IDENTIFY_CONTROLLER -> answer(sqe, identity());
      case Cns.IDENTIFY_NAMESPACE -> answer(sqe, namespace(what.nsid()));
      case Cns.ACTIVE_NAMESPACE_ID_LIST -> {
        ByteBuffer list = ByteBuffer.allocate(NamespaceIdList.BYTES);
        new NamespaceIdList(List.of(1, 2)).encode(list);
        copy(sqe, list.array());
      }
      case Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST ->
          copy(sqe, Arrays.copyOf(descriptors, Identify.DATA_BYTES));
      default -> {
        return Status.withDnr(Status.INVALID_FIELD);
      }
    }
    return Status.SUCCESS;
  }

  private IdentifyController identity() {
    return IdentifyController.builder()
        .setText(IdentifyController.SN, serial)
        .setText(IdentifyController.MN, "Fake")
        .set(IdentifyController.MDTS, mdts)
        .set(IdentifyController.AERL, 2)
        .set(IdentifyController.OAES, 1 << 8)
        .set(IdentifyController.SGLS, sgls)
        .set(IdentifyController.ONCS, IdentifyController.ONCS_COMPARE)
        .set(IdentifyController.FUSES, IdentifyController.FUSES_COMPARE_AND_WRITE)
        .set(IdentifyController.OACS, shadows ? OACS_DOORBELL_BUFFER_CONFIG : 0)
        .build();
  }

  private IdentifyNamespace namespace(int nsid) {
    IdentifyNamespace.Builder<IdentifyNamespace> builder = IdentifyNamespace.builder();
    if (nsid == 1 || nsid == 2) {
      builder
          .set(IdentifyNamespace.NSZE, blocks)
          .set(IdentifyNamespace.NCAP, blocks)
          .set(IdentifyNamespace.lbaf(0), new LbaFormat(lbaMetadata, lbads, 0).encode());
    }
    return builder.build();
  }

  private void answer(Sqe sqe, Structure structure) {
    ByteBuffer bytes = ByteBuffer.allocate(structure.size()).order(ByteOrder.LITTLE_ENDIAN);
    structure.encode(bytes);
    copy(sqe, bytes.array());
  }

  private void copy(Sqe sqe, byte[] bytes) {
    int done = 0;
    for (MemorySegment piece : controller.medium.pieces(sqe, bytes.length)) {
      piece.copyFrom(MemorySegment.ofArray(bytes).asSlice(done, piece.byteSize()));
      done += (int) piece.byteSize();
    }
  }

  /** Tells of an event, if the driver wants to hear of one. */
  void tell(AsyncEvent event) {
    controller.queues.get(0).complete(eventRequests.removeFirst(), Status.SUCCESS, event.dw0());
  }

  /** The controller is off. */
  void forget() {
    eventRequests.clear();
    completionQueues.clear();
  }

  int eventRequests() {
    return eventRequests.size();
  }
}
