package io.jacquard.target.pci;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.jacquard.nvme.wire.Cqe;
import io.jacquard.nvme.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A queue pair as the controller sees it. */
final class FakeQueue {
  final int id;
  private final FakeMemory memory;
  private final long submissions;
  private final long completions;
  private final int entries;
  private int head;
  private int completionTail;
  private int completionHead;
  private int phase = 1;

  FakeQueue(int id, FakeMemory memory, long submissions, long completions, int entries) {
    this.id = id;
    this.memory = memory;
    this.submissions = submissions;
    this.completions = completions;
    this.entries = entries;
  }

  /** A copy of each command up to the tail. */
  List<Sqe> fetch(int tail) {
    List<Sqe> commands = new ArrayList<>();
    while (head != tail) {
      MemorySegment entry = memory.at(submissions + (long) head * Sqe.BYTES, Sqe.BYTES);
      byte[] bytes = entry.toArray(JAVA_BYTE);
      commands.add(new Sqe().wrap(ByteBuffer.wrap(bytes), 0));
      head = (head + 1) % entries;
    }
    return commands;
  }

  /** The driver has seen the completions before this one. */
  void completionHead(int value) {
    completionHead = value;
  }

  /** Writes a completion, its phase tag last. */
  void complete(int cid, int status, long result) {
    int next = (completionTail + 1) % entries;
    if (next == completionHead) {
      throw new AssertionError("completion queue " + id + " overflows");
    }
    MemorySegment entry = memory.at(completions + (long) completionTail * Cqe.BYTES, Cqe.BYTES);
    if (entry.byteSize() == 0) {
      return;
    }
    ByteBuffer bytes = entry.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    Cqe cqe = new Cqe().wrap(bytes, 0).result(result).sqhd(head).sqid(id).cid(cid);
    int flags = status << 1 | phase;
    entry.set(JAVA_SHORT, Cqe.STATUS, (short) flags);
    if (cqe.cid() != cid) {
      throw new AssertionError("the completion was not written");
    }
    completionTail = next;
    if (next == 0) {
      phase ^= 1;
    }
  }
}
