package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import com.ibm.disni.verbs.IbvWC;
import com.ibm.disni.verbs.SVCPollCq;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** DiSNI's call that takes completions. */
final class PollCall extends SVCPollCq {
  private final NativeCq cq;
  private final IbvWC[] completions;
  private final int most;
  private final MemorySegment memory;
  private int taken;
  private boolean valid = true;

  PollCall(NativeCq cq, IbvWC[] completions, int most) {
    this.cq = cq;
    this.completions = completions;
    this.most = Math.min(most, completions.length);
    this.memory = Arena.ofAuto().allocate((long) this.most * WorkCompletion.BYTES, Long.BYTES);
  }

  @Override
  public SVCPollCq execute() throws IOException {
    if (!cq.isOpen()) {
      throw new IOException("the completion queue is closed");
    }
    taken = cq.poll(most, memory.address());
    if (taken < 0) {
      throw new IOException("polling the completion queue failed with " + taken);
    }
    for (int i = 0; i < taken; i++) {
      copy((long) i * WorkCompletion.BYTES, completions[i]);
    }
    return this;
  }

  private void copy(long at, IbvWC to) {
    to.setWr_id(WorkCompletion.id(memory, at));
    to.setStatus(WorkCompletion.status(memory, at));
    to.setOpcode(WorkCompletion.opcode(memory, at));
    to.setVendor_err(memory.get(JAVA_INT, at + WorkCompletion.VENDOR_ERROR));
    to.setByte_len(WorkCompletion.length(memory, at));
    to.setImm_data(WorkCompletion.invalidatedKey(memory, at));
    to.setQp_num(memory.get(JAVA_INT, at + WorkCompletion.QP_NUMBER));
    to.setSrc_qp(memory.get(JAVA_INT, at + WorkCompletion.SOURCE_QP));
    to.setWc_flags(WorkCompletion.flags(memory, at));
    to.setPkey_index(memory.get(JAVA_SHORT, at + WorkCompletion.PKEY_INDEX));
    to.setSlid(memory.get(JAVA_SHORT, at + WorkCompletion.SLID));
    to.setSl(memory.get(JAVA_BYTE, at + WorkCompletion.SL));
    to.setDlid_path_bits(memory.get(JAVA_BYTE, at + WorkCompletion.DLID_PATH_BITS));
  }

  @Override
  public int getPolls() {
    return taken;
  }

  @Override
  public boolean isValid() {
    return valid;
  }

  @Override
  public SVCPollCq free() {
    valid = false;
    return this;
  }
}
