package io.jacquard.nvme.transport;

import com.sun.management.ThreadMXBean;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the threads of both loops of an I/O queue allocate while commands are carried.
 *
 * <p>At first classes are loaded, calls are linked and memory is taken into stock, for longer on a
 * slower machine. So windows of commands are measured one after the other, and the least counts:
 * what every command allocates is in each of them.
 */
public final class QueueAllocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int DEPTH = 16;
  private static final int WINDOWS = 30;
  private static final int LIMIT_SECONDS = 300;

  private final HostChannel host;
  private final Loop controller;
  private final LongSupplier allocated;
  private final List<Again> commands = new ArrayList<>();

  /** A command that is submitted again until its share of a window is done. */
  private final class Again extends Command {
    private CompletableFuture<Integer> done = new CompletableFuture<>();
    private int left;

    Again(int opcode, int length) {
      super(0, new CommandCounts());
      sqe().opcode(opcode);
      data(IoBuffer.allocate(length), length);
    }

    void begin(int times) {
      done = new CompletableFuture<>();
      left = times;
      host.loop().execute(this::submit);
    }

    private void submit() {
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      host.submit(this);
    }

    @Override
    protected void onComplete(int status, long result) {
      moveTo(CommandState.FREE);
      if (status != Status.SUCCESS || --left == 0) {
        done.complete(status);
      } else {
        submit();
      }
    }
  }

  /**
   * Measures all that the threads of the loops allocate.
   *
   * @param host an open I/O queue
   * @param controller the loop of its other end
   * @param opcode a command that has data
   * @param length of the data, in bytes
   */
  public QueueAllocation(HostChannel host, Loop controller, int opcode, int length) {
    this(host, controller, opcode, length, THREADS::getCurrentThreadAllocatedBytes);
  }

  /** The same, with {@code allocated} telling the bytes that the thread which asks allocated. */
  public QueueAllocation(
      HostChannel host, Loop controller, int opcode, int length, LongSupplier allocated) {
    this.host = host;
    this.controller = controller;
    this.allocated = allocated;
    for (int i = 0; i < DEPTH; i++) {
      commands.add(new Again(opcode, length));
    }
  }

  /**
   * Answers how many bytes that loop which allocated more did allocate in the best window.
   *
   * @param window commands in a window
   * @param enough no further windows are needed when one was below so many bytes
   */
  public long least(int window, long enough) throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < WINDOWS && least >= enough; i++) {
      long controllerBefore = allocatedBy(controller);
      long hostBefore = allocatedBy(host.loop());
      run(window);
      long byHost = allocatedBy(host.loop()) - hostBefore;
      least = Math.min(least, Math.max(byHost, allocatedBy(controller) - controllerBefore));
    }
    return least;
  }

  private void run(int window) throws Exception {
    commands.forEach(command -> command.begin(window / DEPTH));
    for (Again command : commands) {
      int status = command.done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (status != Status.SUCCESS) {
        throw new AssertionError(Status.describe(status));
      }
    }
  }

  private long allocatedBy(Loop loop) throws Exception {
    CompletableFuture<Long> bytes = new CompletableFuture<>();
    loop.execute(() -> bytes.complete(allocated.getAsLong()));
    return bytes.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
