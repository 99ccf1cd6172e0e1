package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.status.Status;
import java.nio.ByteBuffer;

/**
 * Host Identifier (NVMe Base 2.1, 5.1.25.1.28): the 128 bits that the host gave with Connect. Over
 * fabrics it cannot be set.
 *
 * @param hostId the identifier
 */
record HostIdentifierFeature(HostId hostId) implements Feature {
  /** EXHID, dword 11 bit 0: the identifier has 128 bits. */
  private static final int EXTENDED = 1;

  @Override
  public int dataBytes() {
    return HostId.BYTES;
  }

  @Override
  public boolean isChangeable() {
    return false;
  }

  /** Over fabrics there is only the extended identifier. */
  @Override
  public boolean has(int dword11) {
    return (dword11 & EXTENDED) != 0;
  }

  @Override
  public int current(int dword11) {
    return EXTENDED;
  }

  @Override
  public int initial(int dword11) {
    return EXTENDED;
  }

  @Override
  public void data(ByteBuffer target) {
    hostId.encode(target, 0);
  }

  @Override
  public Outcome set(Command command) {
    return Outcome.refused(Status.COMMAND_SEQUENCE_ERROR);
  }

  @Override
  public void reset() {
    // It belongs to the association.
  }
}
