package io.jacquard.transport.rdma;

import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sgl;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;

/**
 * Where a command's data is in the host, by its SGL (NVMe RDMA Transport Specification, "Data
 * Transfers"; NVMe Base 2.1, 4.3.2): in the capsule, in one keyed block, or in several that a last
 * segment in the capsule lists. Allocates nothing.
 */
final class DataDescriptors {
  /** Most keyed blocks of a command (MSDBD). */
  static final int MOST = 16;

  private static final int LAST_SEGMENT_IN_CAPSULE =
      Sgl.TYPE_LAST_SEGMENT << 4 | Sgl.SUBTYPE_OFFSET;

  private final Sgl view = new Sgl();
  private final long[] addresses = new long[MOST];
  private final int[] lengths = new int[MOST];
  private final int[] keys = new int[MOST];
  private int count;
  private long total;
  private int capsuleOffset;
  private boolean inCapsule;
  private boolean invalidate;
  private int lastKey;

  /** Forgets the last command's. */
  void clear() {
    count = 0;
    total = 0;
    capsuleOffset = 0;
    inCapsule = false;
    invalidate = false;
  }

  /**
   * Reads a command's SGL.
   *
   * @param capsule the data in the capsule
   * @param capsuleBytes how much of it there is
   * @return 0, or the status with which to refuse the command
   */
  int read(Sqe sqe, boolean toController, ByteBuffer capsule, int capsuleBytes) {
    Sgl sgl = sqe.sgl1();
    if (sgl.isKeyed()) {
      return add(sgl);
    }
    if (sgl.isInCapsule()) {
      return readInCapsule(sgl, toController, capsuleBytes);
    }
    if (sgl.identifier() == LAST_SEGMENT_IN_CAPSULE) {
      return readSegment(sgl, capsule, capsuleBytes);
    }
    return Status.withDnr(Status.SGL_DESCRIPTOR_TYPE_INVALID);
  }

  private int readInCapsule(Sgl sgl, boolean toController, int capsuleBytes) {
    if (!toController) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    long offset = sgl.address();
    long length = sgl.length32();
    if (offset < 0 || offset > capsuleBytes || length > capsuleBytes - offset) {
      return Status.withDnr(Status.SGL_OFFSET_INVALID);
    }
    inCapsule = length > 0;
    capsuleOffset = (int) offset;
    total = length;
    return Status.SUCCESS;
  }

  private int readSegment(Sgl sgl, ByteBuffer capsule, int capsuleBytes) {
    long offset = sgl.address();
    long length = sgl.length32();
    if (offset < 0 || offset > capsuleBytes || length > capsuleBytes - offset) {
      return Status.withDnr(Status.SGL_OFFSET_INVALID);
    }
    if (length == 0 || length % Sgl.BYTES != 0) {
      return Status.withDnr(Status.INVALID_SGL_SEGMENT_DESCRIPTOR);
    }
    if (length > (long) MOST * Sgl.BYTES) {
      return Status.withDnr(Status.INVALID_NUMBER_OF_SGL_DESCRIPTORS);
    }
    for (int at = 0; at < length; at += Sgl.BYTES) {
      int status = add(view.wrap(capsule, (int) offset + at));
      if (status != 0) {
        return status;
      }
    }
    return Status.SUCCESS;
  }

  private int add(Sgl sgl) {
    int subtype = sgl.subtype();
    if (!sgl.isKeyed() || subtype != Sgl.SUBTYPE_ADDRESS && subtype != Sgl.SUBTYPE_INVALIDATE_KEY) {
      return Status.withDnr(Status.SGL_DESCRIPTOR_TYPE_INVALID);
    }
    int length = sgl.keyedLength();
    // Of several blocks the key of the last one counts.
    invalidate = subtype == Sgl.SUBTYPE_INVALIDATE_KEY;
    lastKey = sgl.key();
    if (length > 0) {
      addresses[count] = sgl.address();
      lengths[count] = length;
      keys[count] = lastKey;
      count++;
      total += length;
    }
    return Status.SUCCESS;
  }

  /** Keyed blocks that have a length. */
  int count() {
    return count;
  }

  /** The host's address of a block. */
  long address(int index) {
    return addresses[index];
  }

  /** The length of a block in bytes. */
  int length(int index) {
    return lengths[index];
  }

  /** The host's key of a block. */
  int key(int index) {
    return keys[index];
  }

  /** Length of all data. */
  long total() {
    return total;
  }

  /** Whether the data is in the capsule, from {@link #capsuleOffset} on. */
  boolean inCapsule() {
    return inCapsule;
  }

  /** Where in the capsule's data the command's begins. */
  int capsuleOffset() {
    return capsuleOffset;
  }

  /** Whether the response may invalidate {@link #invalidatedKey}. */
  boolean invalidates() {
    return invalidate;
  }

  /** The key of the last block. */
  int invalidatedKey() {
    return lastKey;
  }
}
