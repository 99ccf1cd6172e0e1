package io.jacquard.target.namespace;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A medium that holds the bytes of a namespace: what a kind of local namespace has to bring.
 *
 * <p>Thread-safe. Offsets and lengths are in bytes, multiples of the block size, and within the
 * namespace: callers have checked. The methods of the data path return an NVMe status, 0 or an
 * error ready to be sent to the host, and neither throw nor allocate.
 */
interface BlockStore extends AutoCloseable {

  /** Reads {@code length} bytes to the start of {@code into}. */
  int read(long offset, MemorySegment into, int length);

  /**
   * Writes {@code length} bytes from the start of {@code from}.
   *
   * @param durable true if they must survive a loss of power before this returns
   */
  int write(long offset, MemorySegment from, int length, boolean durable);

  /** Makes everything written so far survive a loss of power. */
  int flush();

  /**
   * Makes a range read as zeroes.
   *
   * @param deallocate true to give the space back where possible, false to keep it
   * @param durable as for {@link #write}
   */
  int zero(long offset, long length, boolean deallocate, boolean durable);

  /** Gives the space of a range back. It reads as zeroes afterwards if the geometry says so. */
  int deallocate(long offset, long length);

  /** What addresses of data must be a multiple of, in bytes; 1 if it does not matter. */
  int memoryAlignment();

  /** The most bytes to zero, keeping the space, in one call: so many that it does not take long. */
  long largestZero();

  /** The most bytes to deallocate in one call, likewise. */
  long largestDeallocate();

  /**
   * Changes the size. No other call on the data path runs meanwhile, other than {@link #flush}.
   *
   * @throws IOException if the medium refuses
   */
  void resize(long bytes) throws IOException;

  /** Gives the medium back. Called once, when nothing uses it any more. */
  @Override
  void close();
}
