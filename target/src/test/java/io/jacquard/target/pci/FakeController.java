package io.jacquard.target.pci;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.ControllerStatus;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A controller in this process, behind the registers and the memory that a real one has: it acts
 * within the write of a doorbell, and does what tests ask for: holds commands, fails, goes away.
 */
final class FakeController implements DeviceBinding, Registers {
  private static final int AQA = 0x24;
  private static final int ASQ = 0x28;
  private static final int ACQ = 0x30;

  final FakeMemory memory = new FakeMemory();
  final FakeMedium medium = new FakeMedium(memory, 1 << 13);
  final FakeAdmin admin = new FakeAdmin(this);
  final List<Integer> configurations = new ArrayList<>();
  private final Map<Integer, Integer> registers = new HashMap<>();
  final Map<Integer, FakeQueue> queues = new HashMap<>();
  private final List<Held> held = new ArrayList<>();
  private final List<Sqe> seen = new ArrayList<>();
  private ControllerStatus status = ControllerStatus.ZERO;
  private Sqe fusedFirst;
  int stride;
  int css = ControllerCapabilities.CSS_NVM;
  boolean holds;
  boolean ignoresDisable;
  boolean ignoresEnable;
  boolean failsOnEnable;
  boolean gone;
  boolean reversesFused;
  boolean quiesced;
  boolean closed;
  int doorbellWrites;
  long shadow;
  long eventIndexes;

  private record Held(FakeQueue queue, Sqe sqe) {}

  // The device.

  @Override
  public int read(int offset) {
    if (gone) {
      return GONE;
    }
    return switch (offset) {
      case Property.CAP -> (int) capabilities();
      case Property.CAP + 4 -> (int) (capabilities() >>> 32);
      case Property.VS -> 0x10400;
      case Property.CSTS -> status.value();
      default -> registers.getOrDefault(offset, 0);
    };
  }

  private long capabilities() {
    return ControllerCapabilities.ZERO.mqes(63).cqr(true).to(2).dstrd(stride).css(css).value();
  }

  @Override
  public void write(int offset, int value) {
    if (gone) {
      return;
    }
    registers.put(offset, value);
    if (offset == Property.CC) {
      configure(new ControllerConfiguration(value));
    } else if (offset >= Doorbells.FIRST) {
      doorbellWrites++;
      if (!status.rdy()) {
        throw new AssertionError("a doorbell of a controller that is off");
      }
      rung((offset - Doorbells.FIRST) / (4 << stride), value);
    }
  }

  private void configure(ControllerConfiguration to) {
    configurations.add(to.value());
    if (to.shn() != ControllerConfiguration.SHN_NONE) {
      status = status.shst(ControllerStatus.SHST_COMPLETE);
    }
    if (to.en() && !status.rdy() && !ignoresEnable) {
      enable();
    } else if (!to.en() && !ignoresDisable) {
      forget();
      status = ControllerStatus.ZERO;
    }
  }

  private void enable() {
    int entries = (registers.get(AQA) & 0xFFF) + 1;
    queues.put(0, new FakeQueue(0, memory, readLong(ASQ), readLong(ACQ), entries));
    status = ControllerStatus.ZERO.rdy(true).cfs(failsOnEnable);
  }

  private void forget() {
    queues.clear();
    admin.forget();
    held.clear();
    fusedFirst = null;
    shadow = 0;
    eventIndexes = 0;
  }

  private void rung(int number, int value) {
    FakeQueue queue = queues.get(number / 2);
    if (queue == null) {
      throw new AssertionError("a doorbell of no queue: " + number);
    }
    if (number % 2 == 1) {
      queue.completionHead(value);
    } else {
      fetch(queue, value);
    }
  }

  private void fetch(FakeQueue queue, int tail) {
    for (Sqe sqe : queue.fetch(tail)) {
      seen.add(sqe);
      if (holds && queue.id != 0) {
        held.add(new Held(queue, sqe));
      } else {
        execute(queue, sqe);
      }
    }
  }

  private void execute(FakeQueue queue, Sqe sqe) {
    if (queue.id == 0) {
      admin.execute(queue, sqe);
    } else if (sqe.fuse() == Sqe.FUSE_FIRST) {
      fusedFirst = sqe;
    } else if (sqe.fuse() == Sqe.FUSE_SECOND) {
      fused(queue, fusedFirst, sqe);
    } else {
      queue.complete(sqe.cid(), medium.execute(sqe), 0);
    }
  }

  private void fused(FakeQueue queue, Sqe first, Sqe second) {
    int one = medium.execute(first);
    int two = one == 0 ? medium.execute(second) : Status.ABORTED_FAILED_FUSED;
    if (reversesFused) {
      queue.complete(second.cid(), two, 0);
      queue.complete(first.cid(), one, 0);
    } else {
      queue.complete(first.cid(), one, 0);
      queue.complete(second.cid(), two, 0);
    }
  }

  // What tests ask for.

  /** Carries out what was held, the last first if told so. */
  void release(boolean reversed) {
    holds = false;
    List<Held> all = new ArrayList<>(held);
    held.clear();
    for (Held each : reversed ? all.reversed() : all) {
      execute(each.queue(), each.sqe());
    }
  }

  int heldCommands() {
    return held.size();
  }

  long heldCommands(int queue) {
    return held.stream().filter(each -> each.queue().id == queue).count();
  }

  /** Ends a held command as aborted, if it is there. */
  boolean abort(int queue, int cid) {
    for (Held each : held) {
      if (each.queue().id == queue && each.sqe().cid() == cid) {
        held.remove(each);
        each.queue().complete(cid, Status.ABORT_REQUESTED, 0);
        return true;
      }
    }
    return false;
  }

  /** Looks at shadow doorbells, as a controller does that is awake. */
  void lookAtShadows() {
    for (FakeQueue queue : List.copyOf(queues.values())) {
      if (queue.id != 0) {
        long place = 2L * queue.id * (4 << stride);
        queue.completionHead(memory.at(shadow + place + (4 << stride), 4).get(JAVA_INT, 0));
        int tail = memory.at(shadow + place, 4).get(JAVA_INT, 0);
        memory.at(eventIndexes + place, 4).set(JAVA_INT, 0, tail - 1 & 0xFFFF);
        fetch(queue, tail);
      }
    }
  }

  /** Reports a fatal status: commands held are never carried out. */
  void fail() {
    status = status.cfs(true);
  }

  /** Commands of a kind that the controller has seen. */
  List<Sqe> seen(int queue, int opcode) {
    return seen.stream()
        .filter(sqe -> sqe.opcode() == opcode && (queue == 0) == isAdmin(sqe))
        .toList();
  }

  private static boolean isAdmin(Sqe sqe) {
    return sqe.opcode() == AdminOpcode.ABORT || sqe.opcode() == AdminOpcode.DOORBELL_BUFFER_CONFIG;
  }

  /** The last command. */
  Sqe lastSeen() {
    return seen.getLast();
  }

  // The way to it.

  @Override
  public PciAddress address() {
    return PciAddress.parse("01:00.0");
  }

  @Override
  public String way() {
    return "simulation";
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public Registers registers() {
    return this;
  }

  @Override
  public DmaSpace memory() {
    return memory;
  }

  @Override
  public List<EventFd> interrupts() {
    return List.of();
  }

  @Override
  public Optional<EventFd> releaseRequest() {
    return Optional.empty();
  }

  @Override
  public void start() {
    quiesced = false;
  }

  @Override
  public boolean quiesce() {
    quiesced = true;
    forget();
    status = ControllerStatus.ZERO;
    return true;
  }

  @Override
  public long bytes() {
    return Doorbells.FIRST + 2L * 9 * (4 << stride);
  }

  @Override
  public void close() {
    closed = true;
  }
}
