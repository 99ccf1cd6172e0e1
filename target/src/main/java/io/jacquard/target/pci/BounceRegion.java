package io.jacquard.target.pci;

import io.jacquard.nvme.linux.LinuxMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory through which data is copied that the device cannot reach where it is: one piece from the
 * start, large enough for every command, and further ones on first use. A command that finds no
 * room waits for others. Confined to its queue's loop, but for {@link #close}.
 */
final class BounceRegion {
  /** The answer when there is no room. */
  static final int FULL = -1;

  private static final Logger LOG = LoggerFactory.getLogger(BounceRegion.class);
  private static final int PAGE = LinuxMemory.PAGE;

  private final DmaSpace space;
  private int pieces;
  private final int piecePages;
  private final DmaMemory[] memory;
  private final BitSet used;

  /**
   * A region with its first piece.
   *
   * @param largest the largest data in bytes, at most what the space gives in one piece
   * @param bytes how large it may become
   */
  BounceRegion(DmaSpace space, int largest, int bytes) throws IOException {
    this.space = space;
    this.piecePages = (Math.max(largest, PAGE) + PAGE - 1) / PAGE;
    this.pieces = Math.max(1, bytes / PAGE / piecePages);
    this.memory = new DmaMemory[pieces];
    this.used = new BitSet(pieces * piecePages);
    memory[0] = space.allocate((long) piecePages * PAGE, PAGE);
  }

  /**
   * Takes room for some data, at the start of a page.
   *
   * @return where it is, or {@link #FULL}
   */
  int take(int length) {
    int pages = (length + PAGE - 1) / PAGE;
    for (int piece = 0; piece < pieces && made(piece); piece++) {
      int end = (piece + 1) * piecePages;
      int at = used.nextClearBit(piece * piecePages);
      while (at + pages <= end) {
        int next = used.nextSetBit(at);
        if (next < 0 || next >= at + pages) {
          used.set(at, at + pages);
          return at;
        }
        at = used.nextClearBit(next);
      }
    }
    return FULL;
  }

  private boolean made(int piece) {
    if (memory[piece] == null) {
      try {
        memory[piece] = space.allocate((long) piecePages * PAGE, PAGE);
      } catch (IOException e) {
        LOG.warn("fewer commands at a time can have their data copied: {}", e.getMessage());
        pieces = piece;
        return false;
      }
    }
    return true;
  }

  /** Gives room back. */
  void give(int at, int length) {
    used.clear(at, at + (length + PAGE - 1) / PAGE);
  }

  /** Where the room is for the device. */
  long deviceAddress(int at) {
    return memory[at / piecePages].deviceAddress() + (long) (at % piecePages) * PAGE;
  }

  /** Copies data into the room, {@code skip} bytes behind its start. */
  void copyIn(int at, int skip, MemorySegment data, int length) {
    MemorySegment.copy(data, 0, piece(at), offset(at) + skip, length);
  }

  /** Copies data out of the room, from {@code skip} bytes behind its start. */
  void copyOut(int at, int skip, MemorySegment data, int length) {
    MemorySegment.copy(piece(at), offset(at) + skip, data, 0, length);
  }

  /** Fills the room with zeroes, to the end of its last page. */
  void clear(int at, int length) {
    long whole = (long) (length + PAGE - 1) / PAGE * PAGE;
    piece(at).asSlice(offset(at), whole).fill((byte) 0);
  }

  private MemorySegment piece(int at) {
    return memory[at / piecePages].segment();
  }

  private long offset(int at) {
    return (long) (at % piecePages) * PAGE;
  }

  /** Gives the memory back. The device uses it no more. */
  void close() {
    for (int i = 0; i < memory.length; i++) {
      if (memory[i] != null) {
        space.free(memory[i]);
        memory[i] = null;
      }
    }
  }
}
