package io.jacquard.target.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops on threads of their own share one queue pair: nothing is lost, doubled or mixed up. */
@Timeout(120)
class PciSharingStressTest {
  private static final int LOOPS = 3;
  private static final int DEPTH = 150;
  private static final int COMMANDS = 20_000;
  private static final int REGION = 1000;

  private final FakeController device = new FakeController();
  private PciNamespace namespace;

  private static LoopSettings settings() {
    return LoopSettings.defaults().withCount(1);
  }

  /** Writes blocks of its own and reads them back, on one loop. */
  private final class User {
    private final ThreadLoop loop;
    private final int origin;
    private final Random random;
    private final byte[] written = new byte[REGION];
    private final boolean[] busy = new boolean[REGION];
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private CommandQueue queue;
    private int left = COMMANDS;
    private int underWay;

    private final class Slot extends Command {
      private int place;
      private byte content;
      private boolean write;

      Slot(int index) {
        super(index, new CommandCounts());
        data(IoBuffer.allocate(FakeMedium.BLOCK), FakeMedium.BLOCK);
      }

      void submit() {
        do {
          place = random.nextInt(REGION);
        } while (busy[place]);
        busy[place] = true;
        write = random.nextBoolean();
        content = (byte) random.nextInt(256);
        if (write) {
          data().segment().fill(content);
        }
        sqe().opcode(write ? NvmOpcode.WRITE : NvmOpcode.READ).nsid(1);
        sqe().slba(origin + place).blocks(1);
        left--;
        underWay++;
        moveTo(CommandState.RECEIVED);
        moveTo(CommandState.EXECUTING);
        queue.submit(this);
        if (random.nextInt(50) == 0) {
          queue.abort(this);
        }
      }

      @Override
      protected void onComplete(int status, long result) {
        moveTo(CommandState.FREE);
        busy[place] = false;
        underWay--;
        if (status == Status.SUCCESS && write) {
          written[place] = content;
        } else if (status == Status.SUCCESS) {
          check();
        } else if (status != Status.ABORT_REQUESTED) {
          done.completeExceptionally(new AssertionError(Status.describe(status)));
        }
        if (left > 0 && !done.isDone()) {
          submit();
        } else if (underWay == 0) {
          queue.close();
          done.complete(null);
        }
      }

      private void check() {
        for (int i = 0; i < FakeMedium.BLOCK; i++) {
          if (data().bytes().get(i) != written[place]) {
            done.completeExceptionally(new AssertionError("another block's data in " + place));
            return;
          }
        }
      }
    }

    User(int number) {
      loop = new ThreadLoop("user-" + number, settings());
      origin = number * REGION;
      random = new Random(number);
    }

    void begin() {
      loop.execute(
          () -> {
            queue = namespace.open(loop, DEPTH);
            for (int i = 0; i < DEPTH; i++) {
              new Slot(i).submit();
            }
            queue.flush();
            loop.schedule(this::flush, 0);
          });
    }

    private void flush() {
      if (!done.isDone()) {
        queue.flush();
        loop.schedule(this::flush, 100_000);
      }
    }
  }

  @Test
  void everyCommandOfEveryLoopComesBackOnceWithItsOwnData() throws Exception {
    device.admin.queues = 1;
    ThreadLoop control = new ThreadLoop("control", settings());
    CompletableFuture<PciController> started = new CompletableFuture<>();
    control.execute(
        () -> {
          try {
            PciController controller =
                PciController.start(
                    device,
                    control,
                    Clock.SYSTEM,
                    PciOptions.of(NamespaceUri.parse("pci:01:00.0")));
            NamespaceFacts facts = NamespaceFacts.of(controller.core(), 1, "namespace 1");
            namespace = new PciNamespace(new FakeBench.Unheld(controller), 1, facts);
            started.complete(controller);
          } catch (java.io.IOException | RuntimeException e) {
            started.completeExceptionally(e);
          }
        });
    PciController controller = started.get(30, TimeUnit.SECONDS);
    List<User> users = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      users.add(new User(i));
    }
    users.forEach(User::begin);
    for (User user : users) {
      user.done.get(100, TimeUnit.SECONDS);
    }
    controller.close().get(30, TimeUnit.SECONDS);
    users.forEach(user -> user.loop.close());
    control.close();
    assertThat(device.memory.mappings()).isZero();
    assertThat(device.memory.faults()).isEmpty();
  }
}
