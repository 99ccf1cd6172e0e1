package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.status.Status;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.Subsystem;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces that one I/O queue has in use, by namespace ID. Each is opened when the first
 * command for it comes. Confined to the queue's loop.
 */
final class OpenNamespaces {
  /** The {@link #refusal} for a namespace that is no more. */
  static final int GONE = Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT);

  private static final Logger LOG = LoggerFactory.getLogger(OpenNamespaces.class);
  private static final OpenNamespace[] NONE = {};

  private final Loop loop;
  private final int depth;
  private final IoController controller;
  private Subsystem view;
  private OpenNamespace[] byNsid = NONE;
  private final OpenNamespace[] flushDue;
  private int flushDueCount;
  private int refusal = GONE;
  private long failures;
  private boolean closed;

  /** Nothing of {@code view} is open; command queues will have {@code depth} places. */
  OpenNamespaces(Loop loop, int depth, IoController controller, Subsystem view) {
    this.loop = loop;
    this.depth = depth;
    this.controller = controller;
    this.view = view;
    this.flushDue = new OpenNamespace[depth];
  }

  /**
   * The namespace, opened on first use.
   *
   * @return null if it is gone or going, or the I/O queue is, or no command queue can be had now:
   *     {@link #refusal} tells
   */
  OpenNamespace open(ExportedNamespace namespace) {
    int nsid = namespace.nsid();
    if (nsid < byNsid.length && byNsid[nsid] != null && byNsid[nsid].exported() == namespace) {
      return byNsid[nsid];
    }
    return openFirst(namespace);
  }

  /** The status for a command whose namespace was just not opened. */
  int refusal() {
    return refusal;
  }

  private OpenNamespace openFirst(ExportedNamespace namespace) {
    int nsid = namespace.nsid();
    // What is not in view would be retired by nobody, though others may still keep it alive.
    if (closed || view.namespace(nsid) != namespace || !namespace.hold()) {
      refusal = GONE;
      return null;
    }
    if (nsid >= byNsid.length) {
      byNsid = Arrays.copyOf(byNsid, nsid + 1);
    }
    byNsid[nsid] = opened(namespace);
    return byNsid[nsid];
  }

  private OpenNamespace opened(ExportedNamespace held) {
    try {
      return new OpenNamespace(
          held,
          held.medium().open(loop, depth),
          controller.metrics().recorder(view.nqn(), held.nsid(), controller.hostName()));
    } catch (UncheckedIOException e) {
      held.letGo();
      failures++;
      if (Long.bitCount(failures) == 1) {
        LOG.error("{} cannot be used by a queue ({} times so far)", held, failures, e);
      }
      refusal = Status.INTERNAL_ERROR;
      return null;
    } catch (RuntimeException e) {
      held.letGo();
      throw e;
    }
  }

  /** Submits a command and remembers to flush. */
  void submit(OpenNamespace place, Command command) {
    if (place.submit(command)) {
      flushDue[flushDueCount++] = place;
      if (flushDueCount == flushDue.length) {
        flush();
      }
    }
  }

  /** Starts everything that was submitted. */
  void flush() {
    for (int i = 0; i < flushDueCount; i++) {
      OpenNamespace place = flushDue[i];
      flushDue[i] = null;
      place.flush();
    }
    flushDueCount = 0;
  }

  /** Goes over to another view and gives up the namespaces that it does not have. */
  void follow(Subsystem next) {
    view = next;
    for (int nsid = 0; nsid < byNsid.length; nsid++) {
      if (byNsid[nsid] != null && view.namespace(nsid) != byNsid[nsid].exported()) {
        byNsid[nsid].retire();
        byNsid[nsid] = null;
      }
    }
  }

  /** True if nothing is opened any more. */
  boolean isClosed() {
    return closed;
  }

  /** Gives up all: each is closed when its last command has completed. Nothing is opened again. */
  void close() {
    closed = true;
    flush();
    for (OpenNamespace place : byNsid) {
      if (place != null) {
        place.retire();
      }
    }
    byNsid = NONE;
  }
}
