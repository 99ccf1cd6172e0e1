package io.jacquard.target.namespace;

import io.jacquard.nvme.zone.ZoneState;
import java.nio.ByteBuffer;

/**
 * The zones of a namespace: who knows their states and changes them. Thread-safe.
 *
 * <p>Methods return an NVMe status, 0 or an error ready to be sent to the host. Those that say so
 * are called while the caller holds the zone, or all zones, alone.
 */
interface Zones extends AutoCloseable {
  /** For {@link #admit}: wherever the write pointer is. */
  long AT_WRITE_POINTER = -1;

  /** How many there are. */
  int count();

  /** The state as far as it is known without asking anybody. */
  ZoneState state(int zone);

  /** The next block to write, as far as that is known without asking anybody. */
  long writePointer(int zone);

  /**
   * Whether blocks may be written now. The zone is held alone, until {@link #written} or {@link
   * #failed} told how it went.
   *
   * @param at the first block, or {@link #AT_WRITE_POINTER}
   */
  int admit(int zone, long at, int blocks);

  /** Blocks that were admitted have been written. */
  void written(int zone, int blocks);

  /**
   * A write that was admitted has failed. May block if {@link #blocks}.
   *
   * @return what the host is told, given what the medium said
   */
  int failed(int zone, int status);

  /** True if what is said to may block, and so is not for a loop. */
  boolean blocks();

  /**
   * True if a zone's blocks have to be erased by whoever resets it, before that. Until then blocks
   * from the write pointer on read as what they were.
   */
  boolean leavesBlocks();

  /** Carries an action out on a zone, which is held alone. May block. */
  int act(int action, int zone);

  /**
   * Carries an action out on every zone for which it makes sense; all are held alone. May block.
   */
  int actOnAll(int action);

  /** Sets the descriptor extension of a zone, which is held alone. May block. */
  int setExtension(int zone, ByteBuffer data);

  /** Writes a zone's descriptor extension over bytes that are zero. */
  void extension(int zone, ByteBuffer target, int at);

  /** Looks at the zones that {@code into} asks for. May block. */
  int describe(ZoneSnapshot into);

  /** Gives back what it took. Called once, when nothing uses it any more. */
  @Override
  void close();
}
