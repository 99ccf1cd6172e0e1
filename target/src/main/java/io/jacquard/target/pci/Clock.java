package io.jacquard.target.pci;

import java.util.concurrent.locks.LockSupport;

/** Time, for those who wait until a register changes. */
interface Clock {
  /** The machine's. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pause(long nanos) {
          LockSupport.parkNanos(nanos);
        }
      };

  /** Nanoseconds, monotonic, of arbitrary origin. */
  long nanoTime();

  /** Lets about as much time pass. */
  void pause(long nanos);
}
