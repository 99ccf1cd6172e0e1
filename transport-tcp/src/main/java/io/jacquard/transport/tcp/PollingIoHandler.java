package io.jacquard.transport.tcp;

import io.jacquard.nvme.loop.Loop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.Arrays;

/**
 * Adds pollers and bounded spinning to an engine: in each turn of the loop the pollers are called,
 * and the engine may sleep only when nothing has happened for a while. (A task that resubmits
 * itself would starve the sockets: Netty gives tasks a whole second before it looks at them.)
 */
final class PollingIoHandler implements IoHandler {
  /** How long a poller that has reported work keeps the loop awake even without spinning. */
  private static final long POLLER_SPIN_NANOS = 50_000;

  private final IoHandler engine;
  private final long spinNanos;
  private final Context context = new Context();
  private Loop.Poller[] pollers = {};
  private long awakeUntil;

  PollingIoHandler(IoHandler engine, long spinNanos) {
    this.engine = engine;
    this.spinNanos = spinNanos;
    this.awakeUntil = System.nanoTime();
  }

  /** On the loop. */
  void add(Loop.Poller poller) {
    Loop.Poller[] more = new Loop.Poller[pollers.length + 1];
    System.arraycopy(pollers, 0, more, 0, pollers.length);
    more[pollers.length] = poller;
    pollers = more;
  }

  /** On the loop. */
  @SuppressWarnings("ReferenceEquality") // this very poller is meant
  void remove(Loop.Poller poller) {
    pollers = Arrays.stream(pollers).filter(p -> p != poller).toArray(Loop.Poller[]::new);
  }

  @Override
  public int run(IoHandlerContext outer) {
    context.outer = outer;
    int handled = engine.run(context);
    int polled = 0;
    for (Loop.Poller poller : pollers) {
      polled += poller.poll();
    }
    if (polled > 0) {
      stayAwake(Math.max(spinNanos, POLLER_SPIN_NANOS));
    } else if (handled > 0 && spinNanos > 0) {
      stayAwake(spinNanos);
    }
    return handled + polled;
  }

  private boolean pollersMayRest() {
    boolean may = true;
    for (Loop.Poller poller : pollers) {
      may &= poller.mayRest();
    }
    return may;
  }

  private void stayAwake(long nanos) {
    awakeUntil = System.nanoTime() + nanos;
  }

  @Override
  public void initialize() {
    engine.initialize();
  }

  @Override
  public void prepareToDestroy() {
    engine.prepareToDestroy();
  }

  @Override
  public void destroy() {
    engine.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return engine.register(handle);
  }

  @Override
  public void wakeup() {
    engine.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return engine.isCompatible(handleType);
  }

  private final class Context implements IoHandlerContext {
    private IoHandlerContext outer;

    @Override
    public boolean canBlock() {
      return outer.canBlock() && System.nanoTime() - awakeUntil >= 0 && pollersMayRest();
    }

    @Override
    public long delayNanos(long now) {
      return outer.delayNanos(now);
    }

    @Override
    public long deadlineNanos() {
      return outer.deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long nanos) {
      outer.reportActiveIoTime(nanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return outer.shouldReportActiveIoTime();
    }
  }
}
