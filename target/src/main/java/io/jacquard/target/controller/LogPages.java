package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.log.SupportedLogPagesLog;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Get Log Page (NVMe Base 2.1, 5.1.12): what all log pages have in common. A page is made anew for
 * each command and the part that was asked for is cut from it.
 */
final class LogPages {

  /** The pages of one kind of controller. */
  interface Source {
    /** The log page identifiers there are, without Supported Log Pages. */
    Set<Integer> pages();

    /**
     * The page as of now. An event that its reading clears is cleared by the caller.
     *
     * @return empty if there is no such page
     */
    Optional<ByteBuffer> page(GetLogPage request);

    /** A page was read with RAE cleared: what it told has been heard. */
    default void heard(int lid) {}
  }

  private final Controller controller;
  private final Source source;

  LogPages(Controller controller, Source source) {
    this.controller = controller;
    this.source = source;
  }

  /** True if there is such a page. */
  boolean isOwn(int lid) {
    return lid == LogPageId.SUPPORTED_LOG_PAGES || source.pages().contains(lid);
  }

  /** What can be said on arrival. */
  int check(Sqe sqe, int dataBytes) {
    GetLogPage request = GetLogPage.decode(sqe);
    if (!isOwn(request.lid())) {
      return Status.withDnr(Status.INVALID_LOG_PAGE);
    }
    if (request.length() != dataBytes) {
      return Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);
    }
    boolean wholeDwords = (request.offset() & 3) == 0;
    if (request.indexOffset() || !wholeDwords || request.uuidIndex() != 0) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    return Status.SUCCESS;
  }

  void execute(Command command) {
    GetLogPage request = GetLogPage.decode(command.sqe());
    Optional<ByteBuffer> page =
        request.lid() == LogPageId.SUPPORTED_LOG_PAGES
            ? Optional.of(supported())
            : source.page(request);
    if (page.isEmpty() || Long.compareUnsigned(request.offset(), page.get().limit()) > 0) {
      controller.finish(command, Status.withDnr(Status.INVALID_FIELD), 0);
      return;
    }
    AdminData.reply(command, page.get(), (int) request.offset());
    if (!request.retainEvent()) {
      controller.events().logRead(request.lid());
      source.heard(request.lid());
    }
    controller.finish(command, Status.SUCCESS, 0);
  }

  private ByteBuffer supported() {
    Structure.Builder<SupportedLogPagesLog> log = SupportedLogPagesLog.builder();
    Set<Integer> all = new TreeSet<>(source.pages());
    all.add(LogPageId.SUPPORTED_LOG_PAGES);
    all.forEach(lid -> log.set(SupportedLogPagesLog.page(lid), SupportedLogPagesLog.SUPPORTED));
    return bytesOf(log.build());
  }

  /** The bytes of a page that is one structure. */
  static ByteBuffer bytesOf(Structure structure) {
    return AdminData.encoded(structure.size(), structure::encode);
  }
}
