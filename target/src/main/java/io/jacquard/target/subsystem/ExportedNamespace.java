package io.jacquard.target.subsystem;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.Namespace;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A namespace while it is exported. Queues hold it as long as they have a command queue open on its
 * medium; when it is retired the medium is closed after the last of them has let go.
 *
 * <p>Thread-safe.
 */
public final class ExportedNamespace {
  /**
   * What no controller behind is given. Reservations: it knows one host, and not those that share
   * it. Cancel: it names commands by identifiers that are not the host's there, and would end those
   * of others.
   */
  public static final OpcodeSet KEPT_BACK =
      OpcodeSet.of(
          NvmOpcode.CANCEL,
          NvmOpcode.RESERVATION_REGISTER,
          NvmOpcode.RESERVATION_REPORT,
          NvmOpcode.RESERVATION_ACQUIRE,
          NvmOpcode.RESERVATION_RELEASE);

  private static final int FIRST_VENDOR_SPECIFIC = 0x80;

  private final int nsid;
  private final Namespace medium;
  private final NamespaceIdentity identity;
  private final int blockShift;
  private final int commandSet;
  private final boolean passthrough;
  private final boolean vendorCommands;
  private final OpcodeSet opcodes;
  private final boolean fuses;
  private final Executor control;
  private final AtomicInteger holds = new AtomicInteger(1);
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /**
   * Exports a medium, which is closed when the last hold is gone. Vendor specific I/O commands do
   * not pass, see below.
   *
   * @param nsid namespace ID, 1 or more
   * @param control runs what may block
   */
  public ExportedNamespace(
      int nsid, Namespace medium, NamespaceIdentity identity, Executor control) {
    this(nsid, medium, identity, control, false);
  }

  /**
   * The same, with or without vendor specific I/O commands, which take trust in every host.
   *
   * @param vendorCommands they go to a controller behind, if there is one; nobody but that
   *     controller knows what they do, or how much data they move
   */
  public ExportedNamespace(
      int nsid,
      Namespace medium,
      NamespaceIdentity identity,
      Executor control,
      boolean vendorCommands) {
    this.vendorCommands = vendorCommands;
    this.nsid = nsid;
    this.medium = medium;
    this.identity = identity;
    this.control = control;
    this.blockShift = medium.geometry().blockShift();
    this.commandSet = medium.commandSet();
    this.passthrough = medium.capabilities().contains(Capability.PASSTHROUGH);
    this.opcodes = IoCommandSupport.opcodes(commandSet, medium.capabilities());
    this.fuses = medium.capabilities().contains(Capability.COMPARE_AND_WRITE);
  }

  /** The namespace ID. */
  public int nsid() {
    return nsid;
  }

  /** The medium; queues are opened on it only while a hold is had. */
  public Namespace medium() {
    return medium;
  }

  /** The identifiers that hosts see. */
  public NamespaceIdentity identity() {
    return identity;
  }

  /** Exponent of the block size, fixed for the namespace's life. */
  public int blockShift() {
    return blockShift;
  }

  /** The command set of its I/O commands, a CSI; fixed. */
  public int commandSet() {
    return commandSet;
  }

  /** The I/O commands of the specification that it supports; see {@link IoCommandSupport}. */
  public OpcodeSet opcodes() {
    return opcodes;
  }

  /**
   * True if it takes a command, 0 to 255, that is none of its {@link #opcodes}: a controller behind
   * decides. See {@link #KEPT_BACK} for what it does not take.
   */
  public boolean passes(int opcode) {
    return passthrough
        && !KEPT_BACK.has(opcode)
        && (opcode < FIRST_VENDOR_SPECIFIC || vendorCommands);
  }

  /** True if fused Compare and Write is supported. */
  public boolean fuses() {
    return fuses;
  }

  /**
   * Takes a hold, which keeps the medium open.
   *
   * @return false if the last hold is gone; then there is nothing to let go
   */
  public boolean hold() {
    int now = holds.get();
    while (now > 0) {
      int seen = holds.compareAndExchange(now, now + 1);
      if (seen == now) {
        return true;
      }
      now = seen;
    }
    return false;
  }

  /** Gives a hold back. */
  public void letGo() {
    if (holds.decrementAndGet() == 0) {
      control.execute(this::close);
    }
  }

  /**
   * Gives up the target's own hold: no new queue opens, and the medium is closed when those that
   * exist have let go. Called once.
   *
   * @return done when the medium is closed
   */
  public CompletableFuture<Void> retire() {
    letGo();
    return closed;
  }

  private void close() {
    try {
      medium.close();
      closed.complete(null);
    } catch (RuntimeException e) {
      closed.completeExceptionally(e);
    }
  }

  @Override
  public String toString() {
    return "namespace " + nsid + " (" + medium.description() + ")";
  }
}
