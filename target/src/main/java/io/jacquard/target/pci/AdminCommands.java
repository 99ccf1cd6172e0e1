package io.jacquard.target.pci;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.feature.NumberOfQueues;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess.Completion;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The admin commands that the driver itself needs, each run to its end on the control loop. */
final class AdminCommands {
  // Create I/O Completion Queue and Submission Queue (NVMe Base 2.1, 5.2.1 and 5.2.2).
  private static final int QUEUE_SIZE_SHIFT = 16;
  private static final int PHYSICALLY_CONTIGUOUS = 1;
  private static final int INTERRUPTS_ENABLED = 1 << 1;
  private static final int INTERRUPT_VECTOR_SHIFT = 16;
  private static final int COMPLETION_QUEUE_SHIFT = 16;

  private final AdminQueue queue;

  AdminCommands(AdminQueue queue) {
    this.queue = queue;
  }

  /** Reads a structure of 4096 bytes that must be there. */
  ByteBuffer identify(String name, Identify what) throws IOException {
    IoBuffer data = IoBuffer.allocate(Identify.DATA_BYTES);
    queue.call(name, identifyCommand(what, data));
    return data.bytes();
  }

  /** Reads a structure of 4096 bytes; empty if the controller does not have it. */
  Optional<ByteBuffer> identifyIfKnown(String name, Identify what) throws IOException {
    IoBuffer data = IoBuffer.allocate(Identify.DATA_BYTES);
    Completion completion = queue.run(name, identifyCommand(what, data));
    return Status.isSuccess(completion.status()) ? Optional.of(data.bytes()) : Optional.empty();
  }

  private static AdminCommand identifyCommand(Identify what, IoBuffer data) {
    return AdminCommand.of(what::encode, data, Identify.DATA_BYTES);
  }

  /** Asks for I/O queues; returns how many pairs there may be. */
  int numberOfQueues(int wanted) throws IOException {
    Completion completion =
        queue.call(
            "Set Features (Number of Queues)",
            AdminCommand.of(
                sqe ->
                    sqe.opcode(AdminOpcode.SET_FEATURES)
                        .cdw10(FeatureId.NUMBER_OF_QUEUES)
                        .cdw11(new NumberOfQueues(wanted, wanted).dword())));
    NumberOfQueues granted = NumberOfQueues.decode((int) completion.result());
    return Math.min(wanted, Math.min(granted.submission(), granted.completion()));
  }

  /** Chooses the asynchronous events to hear of; false if the controller does not want to tell. */
  boolean asynchronousEvents(int which) throws IOException {
    Completion completion =
        queue.run(
            "Set Features (Asynchronous Event Configuration)",
            AdminCommand.of(
                sqe ->
                    sqe.opcode(AdminOpcode.SET_FEATURES)
                        .cdw10(FeatureId.ASYNC_EVENT_CONFIGURATION)
                        .cdw11(which)));
    return Status.isSuccess(completion.status());
  }

  /** Gives the controller the buffers of its shadow doorbells; false if it refuses. */
  boolean doorbellBuffers(long shadow, long eventIndexes) throws IOException {
    Completion completion =
        queue.run(
            "Doorbell Buffer Config",
            AdminCommand.pointed(
                sqe -> sqe.opcode(AdminOpcode.DOORBELL_BUFFER_CONFIG).prp(shadow, eventIndexes)));
    return Status.isSuccess(completion.status());
  }

  /**
   * Makes a queue pair known to the controller.
   *
   * @param vector the interrupt vector, negative for none
   */
  void createQueues(QueuePair pair, int vector) throws IOException {
    int interrupts = vector < 0 ? 0 : INTERRUPTS_ENABLED | vector << INTERRUPT_VECTOR_SHIFT;
    int size = pair.completions().entries() - 1 << QUEUE_SIZE_SHIFT;
    queue.call(
        "Create I/O Completion Queue " + pair.id(),
        AdminCommand.pointed(
            sqe ->
                sqe.opcode(AdminOpcode.CREATE_IO_CQ)
                    .prp(pair.completions().deviceAddress(), 0)
                    .cdw10(pair.id() | size)
                    .cdw11(PHYSICALLY_CONTIGUOUS | interrupts)));
    try {
      queue.call(
          "Create I/O Submission Queue " + pair.id(),
          AdminCommand.pointed(
              sqe ->
                  sqe.opcode(AdminOpcode.CREATE_IO_SQ)
                      .prp(pair.submissions().deviceAddress(), 0)
                      .cdw10(pair.id() | size)
                      .cdw11(PHYSICALLY_CONTIGUOUS | pair.id() << COMPLETION_QUEUE_SHIFT)));
    } catch (IOException e) {
      delete(AdminOpcode.DELETE_IO_CQ, pair.id());
      throw e;
    }
  }

  /** Ends a submission queue: commands in it complete, or never will. */
  void deleteSubmissionQueue(int id) throws IOException {
    delete(AdminOpcode.DELETE_IO_SQ, id);
  }

  /** Ends a completion queue; its submission queue has been ended. */
  void deleteCompletionQueue(int id) throws IOException {
    delete(AdminOpcode.DELETE_IO_CQ, id);
  }

  private void delete(int opcode, int id) throws IOException {
    queue.call(
        AdminOpcode.nameOf(opcode) + " " + id,
        AdminCommand.of(sqe -> sqe.opcode(opcode).cdw10(id)));
  }

  /** Reads a log page's first bytes; empty if the controller does not have it. */
  Optional<ByteBuffer> logPage(int lid, int bytes) throws IOException {
    IoBuffer data = IoBuffer.allocate(bytes);
    Completion completion =
        queue.run(
            "Get Log Page", AdminCommand.of(GetLogPage.of(lid, 0, bytes)::encode, data, bytes));
    return Status.isSuccess(completion.status()) ? Optional.of(data.bytes()) : Optional.empty();
  }
}
