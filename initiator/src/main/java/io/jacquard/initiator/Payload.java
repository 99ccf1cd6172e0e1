package io.jacquard.initiator;

import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The memory of a caller that holds the data of a command. Native memory is used where it is; data
 * in the Java heap is copied by way of the loop's buffers.
 *
 * @param memory all of the data
 * @param toController true if the controller reads it, false if it fills it
 */
record Payload(MemorySegment memory, boolean toController) {
  /** No data. */
  static final Payload NONE = new Payload(MemorySegment.NULL, true);

  /** A thread that owns no memory: what it may not access, a loop may not either. */
  private static final Thread STRANGER = Thread.ofVirtual().unstarted(() -> {});

  /** Data for the controller. */
  static Payload source(MemorySegment memory) {
    return new Payload(checked(memory), true);
  }

  /** The bytes between position and limit, for the controller. */
  static Payload source(ByteBuffer buffer) {
    return source(MemorySegment.ofBuffer(buffer));
  }

  /** Room for data of the controller. */
  static Payload target(MemorySegment memory) {
    if (memory.isReadOnly()) {
      throw new IllegalArgumentException("data cannot be read into read-only memory");
    }
    return new Payload(checked(memory), false);
  }

  /** Room between position and limit for data of the controller. */
  static Payload target(ByteBuffer buffer) {
    return target(MemorySegment.ofBuffer(buffer));
  }

  private static MemorySegment checked(MemorySegment memory) {
    if (!memory.isAccessibleBy(STRANGER)) {
      throw new IllegalArgumentException(
          "memory of a confined arena cannot be used for I/O: allocate it from a shared or automatic"
              + " arena");
    }
    return memory;
  }

  /**
   * Data in the direction that the opcode of a command has; nothing if the buffer is empty.
   *
   * @param mostCopied the most data that can be copied by way of a loop's buffer
   */
  static Payload of(Sqe sqe, ByteBuffer buffer, int mostCopied) {
    if (!buffer.hasRemaining()) {
      return NONE;
    }
    if (!buffer.isDirect() && buffer.remaining() > mostCopied) {
      throw new IllegalArgumentException(
          "%d bytes in the heap are more than a command can have copied, %d: use a direct buffer"
              .formatted(buffer.remaining(), mostCopied));
    }
    return switch (DataDirection.of(sqe.opcode(), sqe.fctype())) {
      case HOST_TO_CONTROLLER -> source(buffer);
      case CONTROLLER_TO_HOST -> target(buffer);
      case NONE, BIDIRECTIONAL ->
          throw new IllegalArgumentException(
              "opcode %02xh transfers no data, but %d bytes were given"
                  .formatted(sqe.opcode(), buffer.remaining()));
    };
  }

  /** Size in bytes. */
  long size() {
    return memory.byteSize();
  }

  /** True if the data is used in place and thus may be of any size. */
  boolean inPlace() {
    return memory.isNative();
  }

  /**
   * Gives a slot its part of the data.
   *
   * @return false if it must be copied and the loop has no free buffer
   */
  boolean attach(Slot slot, long offset, int length) {
    if (length == 0) {
      return true;
    }
    if (memory.isNative()) {
      slot.data(IoBuffer.wrap(memory.asSlice(offset, length)), length);
      return true;
    }
    IoBuffer buffer = slot.lane().loop().buffers().acquire(length);
    if (buffer.isNone()) {
      return false;
    }
    if (toController) {
      MemorySegment.copy(memory, offset, buffer.segment(), 0, length);
    }
    slot.pooledData(buffer, length);
    return true;
  }

  /** Takes over what the controller wrote, after success. */
  void collect(Slot slot, long offset) {
    if (!toController && slot.length() > 0 && !memory.isNative()) {
      MemorySegment.copy(slot.data().segment(), 0, memory, offset, slot.length());
    }
  }
}
