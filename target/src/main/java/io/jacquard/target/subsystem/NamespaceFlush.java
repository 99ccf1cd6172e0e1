package io.jacquard.target.subsystem;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes durable what namespaces hold in volatile caches, one after the other, when a host or the
 * target shuts down. Confined to one loop.
 */
public final class NamespaceFlush {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceFlush.class);

  private final Loop loop;
  private final Iterator<ExportedNamespace> left;
  private final Runnable done;

  private NamespaceFlush(Loop loop, List<ExportedNamespace> namespaces, Runnable done) {
    this.loop = loop;
    this.left = namespaces.iterator();
    this.done = done;
  }

  /** Flushes all that have a volatile cache, then calls {@code done}. Called on {@code loop}. */
  public static void start(Loop loop, List<ExportedNamespace> namespaces, Runnable done) {
    new NamespaceFlush(loop, namespaces, done).next();
  }

  private void next() {
    while (left.hasNext()) {
      ExportedNamespace namespace = left.next();
      if (namespace.medium().geometry().volatileWriteCache() && namespace.hold()) {
        if (begin(namespace)) {
          return;
        }
        namespace.letGo();
      }
    }
    done.run();
  }

  /** False if the namespace has no queue for it: whoever shuts down must not wait for ever. */
  private boolean begin(ExportedNamespace namespace) {
    CommandQueue queue;
    try {
      queue = namespace.medium().open(loop, 1);
    } catch (RuntimeException e) {
      LOG.error("{} could not be flushed", namespace, e);
      return false;
    }
    new Flush(namespace, queue).submit();
    return true;
  }

  private final class Flush extends Command {
    private final ExportedNamespace namespace;
    private final CommandQueue queue;

    Flush(ExportedNamespace namespace, CommandQueue queue) {
      super(0, new CommandCounts());
      this.namespace = namespace;
      this.queue = queue;
    }

    void submit() {
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      sqe().opcode(NvmOpcode.FLUSH).flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL).nsid(namespace.nsid());
      queue.submit(this);
      queue.flush();
    }

    @Override
    protected void onComplete(int status, long result) {
      moveTo(CommandState.FREE);
      if (!Status.isSuccess(status)) {
        LOG.error("{} could not be flushed: {}", namespace, Status.describe(status));
      }
      // The queue may still be in the middle of its own work: it is closed afterwards.
      loop.execute(this::close);
    }

    private void close() {
      queue.close();
      namespace.letGo();
      next();
    }
  }
}
