package io.jacquard.target.pci;

import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.target.device.UserDriver;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The controllers that this process drives: each is opened once, however many of its namespaces are
 * in use. Thread-safe; its methods block.
 */
final class PciControllers {
  private static final Map<PciAddress, Open> OPEN = new HashMap<>();
  private static final ReentrantLock LOCK = new ReentrantLock();

  /** A control loop needs no data buffers to speak of. */
  private static final LoopSettings CONTROL_LOOP =
      new LoopSettings(1, LoopSettings.AUTO, Duration.ZERO, 64 << 10, 8 << 10);

  private PciControllers() {}

  /** An open controller with its users. */
  private static final class Open {
    private final PciController controller;
    private final UserDriver driver;
    private final ThreadLoop control;
    private int users = 1;

    Open(PciController controller, UserDriver driver, ThreadLoop control) {
      this.controller = controller;
      this.driver = driver;
      this.control = control;
    }
  }

  /** A hold of a controller that is open here. */
  static final class Hold implements ControllerHold {
    private final Open open;

    private Hold(Open open) {
      this.open = open;
    }

    @Override
    public PciController controller() {
      return open.controller;
    }

    @Override
    public Hold another() {
      LOCK.lock();
      try {
        open.users++;
        return new Hold(open);
      } finally {
        LOCK.unlock();
      }
    }

    /** Runs something on the control loop and waits for it. */
    <T> T onControl(IoTask<T> task) throws IOException {
      return PciControllers.onControl(open.control, task);
    }

    @Override
    public void close() {
      LOCK.lock();
      try {
        open.users--;
        if (open.users == 0) {
          open.controller.close().join();
          open.control.close();
          OPEN.remove(open.controller.address(), open);
        }
      } finally {
        LOCK.unlock();
      }
    }
  }

  /** A task for the control loop. */
  @FunctionalInterface
  interface IoTask<T> {
    T run() throws IOException;
  }

  /**
   * Opens a controller, or shares it.
   *
   * @throws IOException if it cannot be opened, or is open with other options
   */
  static Hold acquire(PciOptions options) throws IOException {
    LOCK.lock();
    try {
      Open known = OPEN.get(options.address());
      if (known == null) {
        known = open(options);
        OPEN.put(options.address(), known);
      } else if (!known.controller.options().sameController(options)) {
        throw new IOException(
            options.address() + " is open with other options: give all its namespaces the same");
      } else if (!options.takes(known.driver)) {
        throw new IOException(options.address() + " is open through " + known.driver);
      } else {
        known.users++;
      }
      return new Hold(known);
    } finally {
      LOCK.unlock();
    }
  }

  private static Open open(PciOptions options) throws IOException {
    PciDevice device = PciDevice.of(options.address());
    UserDriver driver = device.userDriver(options.driver());
    DeviceBinding binding =
        switch (driver) {
          case VFIO_PCI -> VfioBinding.open(device, options);
          case UIO_PCI_GENERIC -> UioBinding.open(device);
        };
    ThreadLoop control = new ThreadLoop("pci-" + options.address(), CONTROL_LOOP);
    try {
      return new Open(
          onControl(control, () -> PciController.start(binding, control, Clock.SYSTEM, options)),
          driver,
          control);
    } catch (IOException | RuntimeException e) {
      control.close();
      throw e;
    }
  }

  private static <T> T onControl(ThreadLoop control, IoTask<T> task) throws IOException {
    CompletableFuture<T> done = new CompletableFuture<>();
    control.execute(
        () -> {
          try {
            done.complete(task.run());
          } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    try {
      return done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
