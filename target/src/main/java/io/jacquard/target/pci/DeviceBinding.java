package io.jacquard.target.pci;

import io.jacquard.nvme.linux.EventFd;
import java.util.List;
import java.util.Optional;

/**
 * A PCI function in the hands of this process. Thread-safe, but for {@link #close}: nothing may use
 * it or what it gave then.
 */
interface DeviceBinding extends AutoCloseable {

  /** Which one. */
  PciAddress address();

  /** By which driver of the kernel, and what is to be known of that, for people. */
  String way();

  /** Sentences about what could not be had, for people. */
  List<String> notes();

  /** Its registers. */
  Registers registers();

  /** The memory that it can address. */
  DmaSpace memory();

  /** What its interrupt vectors signal, from vector 0; empty if completions must be polled for. */
  List<EventFd> interrupts();

  /** Signalled when the kernel wants the device back, if it can say so. */
  Optional<EventFd> releaseRequest();

  /** Lets the device access memory (bus master). */
  void start();

  /**
   * Stops a device that does not answer: takes its access to memory away and resets the function.
   *
   * @return true if it surely accesses memory no more
   */
  boolean quiesce();

  /** Gives the device back to the kernel. */
  @Override
  void close();
}
