package io.jacquard.transport.rdma.verbs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a device that this program has open: notices it, tells everybody who uses the device,
 * and lets the device go when nobody does any more. Thread-safe.
 *
 * <p>The kernel takes a device away from its users only if its driver can. With others, of which
 * soft-RoCE is one, it waits until every program has closed the device, tells nobody but the owners
 * of identifiers that are bound to it, and perhaps not even them, since the order in which its
 * parts give up a device is that in which their modules were loaded. What is always gone at once is
 * the device's file, so that is looked for.
 *
 * <p>librdmacm, to which the device belongs, closes it late: not before it has looked at the list
 * of devices again, and not as long as that list is empty. So its descriptors are replaced. What
 * librdmacm closes then is nothing. It is not earlier as long as there is a {@link
 * DeviceReference}; where none could be had, it may be, because another device has come meanwhile:
 * then the numbers may be those of other files, which are left alone.
 */
final class DeviceRemoval {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceRemoval.class);

  private static final long PATIENCE_MILLISECONDS = 10_000;

  private final String name;
  private final Path place;
  private final boolean wasThere;
  private final List<Runnable> listeners = new ArrayList<>();
  private int users;
  private boolean removed;
  private boolean released;

  /**
   * Watches over a device.
   *
   * @param place what sysfs has as long as the device is there
   */
  DeviceRemoval(String name, Path place) {
    this.name = name;
    this.place = place;
    this.wasThere = Files.exists(place);
  }

  /** {@code listener} hears when the device is removed, at once if it is already. */
  void hear(Runnable listener) {
    synchronized (this) {
      if (!removed) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  /** Ends {@link #hear}. */
  synchronized void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /** Something of the device is used from now on, until {@link #leave}. */
  synchronized void enter() throws IOException {
    if (released) {
      throw new IOException(name + " was removed");
    }
    users++;
  }

  synchronized void leave() {
    users--;
    notifyAll();
  }

  /** Whether {@link #happened} was called. */
  synchronized boolean hasHappened() {
    return removed;
  }

  /** Whether the device was there once, and is no longer. */
  boolean isSeen() {
    return wasThere && !Files.exists(place);
  }

  /** The device is gone, or is to go; harmless when repeated. */
  void happened() {
    List<Runnable> told;
    synchronized (this) {
      if (removed) {
        return;
      }
      removed = true;
      told = List.copyOf(listeners);
      listeners.clear();
    }
    LOG.warn("{} is removed; all its connections end", name);
    told.forEach(Runnable::run);
  }

  /** Waits until nobody uses the removed device any more, and gives its descriptors back. */
  synchronized void release(int... descriptors) throws VerbsException, InterruptedException {
    while (users > 0) {
      wait(PATIENCE_MILLISECONDS);
      if (users > 0) {
        LOG.warn("{} is removed, and {} objects of it are still in use", name, users);
      }
    }
    released = true;
    for (int descriptor : descriptors) {
      if (Descriptor.isOfDevice(descriptor)) {
        Descriptor.replaceByNothing(descriptor);
      } else {
        LOG.debug("descriptor {} of {} is closed already", descriptor, name);
      }
    }
    LOG.debug("{} is let go", name);
  }
}
