package io.jacquard.target.engine;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.linux.IoUring;
import io.jacquard.nvme.linux.IoUringOp;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.loop.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A ring of one loop, shared by everything on that loop that wants one of its kind. It is polled
 * while the loop is awake, and wakes the loop when it sleeps.
 *
 * <p>Whoever has taken part keeps its memory and files until all of its operations have completed,
 * and only then leaves. Never more operations are under way than the ring has room for completions;
 * who finds no room is told when there is some. Belongs to the loop.
 */
public final class LoopRing {
  private static final Map<Key, LoopRing> RINGS = new ConcurrentHashMap<>();
  private static final int MOST_FILES = 1024;
  private static final int BATCH = 256;
  private static final long NOBODY = -1;
  private static final User[] NONE = {};

  private final Key key;
  private final IoUring ring;
  private final EventFd event;
  private final Loop.Watch watch;
  private final Loop.Poller poller = new RingPoller();
  private final IoUring.Completions completions = this::completed;
  private final boolean hasFiles;
  private final RingBuffers buffers;
  private final int[] fileSlots = new int[MOST_FILES];
  private User[] users = NONE;
  private int inFlight;
  private boolean signalling = true;
  private boolean starved;
  private boolean reaping;

  private record Key(Loop loop, RingKind kind) {}

  /** One who takes part. */
  public interface User {
    /**
     * An operation has completed.
     *
     * @param tag the number given with the operation
     * @param result what the system call would have returned, or a negative {@link Errno}
     * @param extra of wide rings: the first 8 of a completion's further bytes
     */
    void completed(int tag, int result, long extra);

    /** There is room again, after {@link #take} had none. */
    void room();
  }

  private LoopRing(Key key, IoUring ring, EventFd event) throws IOException {
    this.key = key;
    this.ring = ring;
    this.event = event;
    check("an event descriptor", ring.registry().eventFd(event.fd()));
    this.hasFiles = key.kind.files() && ring.registry().reserveFiles(MOST_FILES) == 0;
    this.buffers = new RingBuffers(ring.registry(), key.kind.buffers());
    this.watch = key.loop.watch(event.fd(), this::signalled);
    key.loop.addPoller(poller);
    key.loop.buffers().onSlab(buffers);
  }

  /**
   * Takes part in the loop's ring, made if there is none yet. Called on the loop.
   *
   * @throws IOException if there is none to be had
   */
  public static LoopRing join(Loop loop, RingKind kind) throws IOException {
    Key key = new Key(loop, kind);
    LoopRing shared = RINGS.get(key);
    if (shared == null) {
      shared = open(key);
      RINGS.put(key, shared);
    }
    return shared;
  }

  private static LoopRing open(Key key) throws IOException {
    IoUring ring = IoUring.open(key.kind.setup());
    try {
      EventFd event = EventFd.create();
      try {
        return new LoopRing(key, ring, event);
      } catch (IOException | RuntimeException e) {
        event.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      ring.close();
      throw e;
    }
  }

  private static void check(String what, int result) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException("io_uring_register", what, -result);
    }
  }

  /** Adds one who takes part; the number goes with its operations. */
  public int add(User user) {
    int place = Arrays.asList(users).indexOf(null);
    if (place < 0) {
      place = users.length;
      users = Arrays.copyOf(users, place + 1);
    }
    users[place] = user;
    return place;
  }

  /** Ends taking part; nothing of that user is under way. The last to leave closes the ring. */
  public void leave(int user) {
    users[user] = null;
    if (!reaping) {
      closeIfUnused();
    }
  }

  private void closeIfUnused() {
    for (User user : users) {
      if (user != null) {
        return;
      }
    }
    try {
      close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() throws IOException {
    RINGS.remove(key);
    key.loop.buffers().forgetSlabListener(buffers);
    key.loop.removePoller(poller);
    watch.close();
    try {
      // An operation that nobody waits for, such as a cancel, may still be under way.
      while (inFlight > 0) {
        ring.submit(1);
        ring.reap(completions, BATCH);
      }
    } finally {
      ring.close();
      event.close();
    }
  }

  /** The ring, to fill entries. */
  public IoUring ring() {
    return ring;
  }

  /**
   * Takes an entry for one operation, which must then be filled.
   *
   * @return where it is, or {@link IoUring#NONE}: {@link User#room} tells when to try again
   */
  public long take() {
    if (inFlight == ring.completions()) {
      starved = true;
      return IoUring.NONE;
    }
    long at = ring.next();
    if (at == IoUring.NONE) {
      submit();
      at = ring.next();
    }
    if (at == IoUring.NONE) {
      starved = true;
    } else {
      inFlight++;
    }
    return at;
  }

  /** The user data of an operation. */
  public static long userData(int user, int tag) {
    return (long) user << Integer.SIZE | tag;
  }

  /** Tries to end an operation early; it completes as any other. */
  public void cancel(int user, int tag) {
    long at = take();
    // Without room nothing is cancelled, which is as if it had come too late.
    if (at != IoUring.NONE) {
      long target = userData(user, tag);
      ring.fill(at, IoUringOp.ASYNC_CANCEL, 0, -1, 0, target, 0, 0, NOBODY);
    }
  }

  /** Gives everything to the kernel that was filled since the last time. */
  public void submit() {
    if (ring.unsubmitted() == 0) {
      return;
    }
    int result = ring.submit(0);
    // When the kernel has no room now the poller tries again.
    if (result < 0 && result != -Errno.EAGAIN && result != -Errno.EBUSY && result != -Errno.EINTR) {
      throw new IllegalStateException("io_uring_enter: " + Errno.name(-result));
    }
  }

  /** Registers a file: its index, or -1 if it must be named by its descriptor. */
  public int putFile(int fd) {
    if (!hasFiles) {
      return -1;
    }
    int index = 0;
    while (index < MOST_FILES && fileSlots[index] != 0) {
      index++;
    }
    if (index == MOST_FILES || ring.registry().putFile(index, fd) < 0) {
      return -1;
    }
    fileSlots[index] = 1;
    return index;
  }

  /** Forgets a registered file; nothing uses it any more. */
  public void removeFile(int index) {
    fileSlots[index] = 0;
    int result = ring.registry().removeFile(index);
    if (result < 0) {
      throw new IllegalStateException("io_uring_register: " + Errno.name(-result));
    }
  }

  /** The index of the registered buffer that holds a piece of memory, or -1. */
  public int buffer(long address, int length) {
    return buffers.find(address, length);
  }

  /** Why files or buffers that were to be registered are not. */
  public Optional<String> shortcoming() {
    if (key.kind.files() && !hasFiles) {
      return Optional.of("files are not registered: the kernel refused a table of them");
    }
    return buffers.shortcoming();
  }

  private void completed(long userData, int result, long extra) {
    inFlight--;
    if (userData != NOBODY) {
      users[(int) (userData >>> Integer.SIZE)].completed((int) userData, result, extra);
    }
  }

  private void signalled() {
    event.drain();
    poll();
  }

  private int poll() {
    if (inFlight == 0) {
      return 0;
    }
    try {
      return work();
    } finally {
      closeIfUnused();
    }
  }

  private int work() {
    // Before completions are brought, each of which would signal; mayRest arms it again.
    if (signalling) {
      signalling = false;
      ring.signals(false);
    }
    int count = reap();
    if (count > 0 && starved) {
      feed();
    }
    submit();
    return count;
  }

  /** A user may leave while completions are handed out, but the ring stays until they all are. */
  private int reap() {
    reaping = true;
    try {
      return ring.reap(completions, BATCH);
    } finally {
      reaping = false;
    }
  }

  private void feed() {
    starved = false;
    for (User user : users) {
      if (user != null) {
        user.room();
      }
    }
  }

  private boolean mayRest() {
    if (inFlight == 0) {
      return true;
    }
    if (key.kind.ioPoll() || ring.unsubmitted() > 0) {
      return false;
    }
    if (!signalling) {
      signalling = true;
      ring.signals(true);
    }
    return !ring.ready();
  }

  private final class RingPoller implements Loop.Poller {
    @Override
    public int poll() {
      return LoopRing.this.poll();
    }

    @Override
    public boolean mayRest() {
      return LoopRing.this.mayRest();
    }
  }
}
