package io.jacquard.target.pci;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.property.ControllerStatus;
import io.jacquard.target.engine.Choice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller that is on: its admin queue, what it can do, and the memory it needs for itself. It
 * can be stopped and started again. Confined to the control loop; its methods block.
 */
final class ControllerCore {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerCore.class);
  private static final int MOST_ENTRIES = 256;
  private static final int BOUNCE_BYTES = 4 << 20;

  /** Data of unknown length may need one page more than it has. */
  private static final int LEAST_BOUNCE_PAGES = 3;

  private final DeviceBinding binding;
  private final PciOptions options;
  private final ControllerSwitch power;
  private final Doorbells doorbells;
  private final List<DmaMemory> own = new ArrayList<>();
  private final DmaMemory guard;
  private final QueueMemory adminMemory;
  private final AdminQueue admin;
  private final AdminCommands commands;
  private final List<String> notes = new ArrayList<>();
  private DmaMemory shadow;
  private DmaMemory eventIndexes;
  private ControllerLimits limits;
  private IdentifyController identity;
  private int grantedQueues;

  /** Makes what the controller needs of memory; {@link #start} begins. */
  ControllerCore(DeviceBinding binding, PciOptions options, Clock clock) throws IOException {
    this.binding = binding;
    this.options = options;
    this.power = new ControllerSwitch(binding.address(), binding.registers(), clock);
    this.doorbells = new Doorbells(binding.registers(), power.capabilities().dstrd());
    int page = power.pageBytes();
    DmaSpace space = binding.memory();
    if (page > space.largest() || page > IoMemory.PAGE << 8) {
      throw new IOException(
          binding.address() + ": the controller's smallest memory page has " + page + " bytes");
    }
    this.guard = own(page);
    this.adminMemory = QueueMemory.allocate(0, space, doorbells, AdminQueue.ENTRIES, page);
    int largest = (int) Math.min(ControllerLimits.LARGEST, space.largest());
    BounceRegion bounce = new BounceRegion(space, largest, largest);
    DataPath data =
        new DataPath(new SlabTable(space), bounce, page, SglSupport.NONE, guard.deviceAddress());
    QueuePair pair = new QueuePair(adminMemory, data);
    this.admin = new AdminQueue(binding.address(), pair, power, clock, options.timeout());
    this.commands = new AdminCommands(admin);
  }

  private DmaMemory own(long bytes) throws IOException {
    DmaMemory memory = binding.memory().allocate(bytes, power.pageBytes());
    own.add(memory);
    return memory;
  }

  /**
   * Switches the controller on, from whatever state it is in, and learns what it can do.
   *
   * @throws IOException if that fails, or it is another controller than the last time
   */
  void start() throws IOException {
    binding.start();
    power.disable();
    doorbells.noShadow();
    adminMemory.reset(doorbells);
    power.enable(adminMemory.submissions(), adminMemory.completions());
    admin.enabled(true);
    identify();
    requireChoices();
    grantedQueues = power.takesIo() ? commands.numberOfQueues(wantedQueues()) : 0;
    configureShadowDoorbells();
  }

  private void identify() throws IOException {
    identity =
        IdentifyController.decode(
            commands.identify("Identify Controller", Identify.of(Cns.IDENTIFY_CONTROLLER, 0)));
    ControllerLimits now =
        ControllerLimits.of(identity, power.capabilities().mpsmin(), binding.memory().largest());
    if (limits != null && !limits.serialNumber().equals(now.serialNumber())) {
      throw new IOException(
          binding.address()
              + ": another controller answers: serial number "
              + now.serialNumber()
              + ", before "
              + limits.serialNumber());
    }
    limits = now;
  }

  /** What was asked for is had, or is an error. */
  private void requireChoices() throws IOException {
    if (byInterruptsOnly() && binding.interrupts().size() < 2) {
      throw impossible("poll=off", "it has no interrupts for I/O queues here");
    }
    if (options.sgl() == Choice.ON && limits.sgl() == SglSupport.NONE) {
      throw impossible("sgl=on", "the controller takes no scatter gather lists");
    }
    if (options.shadowDoorbells() == Choice.ON && !limits.shadowDoorbells()) {
      throw impossible("dbbuf=on", "the controller has no shadow doorbells");
    }
  }

  private IOException impossible(String choice, String why) {
    return new IOException(
        binding.address() + ": " + choice + " is not possible: " + why + "; leave it out");
  }

  private boolean byInterruptsOnly() {
    return options.poll() == PciOptions.Polling.OFF;
  }

  /** Loops share queue pairs, if need be, so that each pair has an interrupt that must have one. */
  private int wantedQueues() {
    int most = byInterruptsOnly() ? binding.interrupts().size() - 1 : options.queues();
    return Math.max(1, Math.min(Math.min(most, options.queues()), doorbells.pairs() - 1));
  }

  private void configureShadowDoorbells() throws IOException {
    if (!limits.shadowDoorbells() || options.shadowDoorbells() == Choice.OFF) {
      return;
    }
    if (shadow == null) {
      shadow = own(power.pageBytes());
      eventIndexes = own(power.pageBytes());
    }
    shadow.segment().fill((byte) 0);
    eventIndexes.segment().fill((byte) 0);
    if (commands.doorbellBuffers(shadow.deviceAddress(), eventIndexes.deviceAddress())) {
      doorbells.shadow(shadow.segment(), eventIndexes.segment());
    } else if (options.shadowDoorbells() == Choice.ON) {
      throw impossible("dbbuf=on", "the controller offers shadow doorbells and then refuses them");
    } else if (notes.isEmpty()) {
      notes.add("the controller offers shadow doorbells and then refuses them");
    }
  }

  /**
   * Stops the controller, whatever it takes.
   *
   * @return true if it surely accesses memory no more
   */
  boolean stop() {
    admin.enabled(false);
    try {
      power.disable();
      return true;
    } catch (ControllerGoneException e) {
      LOG.debug("{} is gone", binding.address(), e);
      return true;
    } catch (IOException e) {
      LOG.warn("{}; the function is reset", e.getMessage());
      return binding.quiesce();
    }
  }

  /** Has the controller bring everything to the medium, then stops it; likewise. */
  boolean shutDown() {
    admin.enabled(false);
    try {
      power.shutDown(limits == null ? 0 : limits.shutdownTime().toNanos());
    } catch (ControllerGoneException e) {
      return true;
    } catch (IOException e) {
      LOG.warn("no clean shutdown: {}", e.getMessage());
    }
    return stop();
  }

  /** Makes the queues of a loop, in memory only. */
  QueuePair allocatePair(QueueMemory memory) throws IOException {
    DmaSpace space = binding.memory();
    int largest = Math.max(limits.largestTransfer(), LEAST_BOUNCE_PAGES * power.pageBytes());
    BounceRegion bounce = new BounceRegion(space, largest, BOUNCE_BYTES);
    SglSupport sgl = options.sgl() == Choice.OFF ? SglSupport.NONE : limits.sgl();
    DataPath data =
        new DataPath(new SlabTable(space), bounce, power.pageBytes(), sgl, guard.deviceAddress());
    return new QueuePair(memory, data);
  }

  /** Makes the memory of a queue pair. */
  QueueMemory allocateQueues(int id) throws IOException {
    int entries = Math.min(MOST_ENTRIES, power.capabilities().mqes() + 1);
    return QueueMemory.allocate(id, binding.memory(), doorbells, entries, power.pageBytes());
  }

  /** Makes a queue pair known to the controller; returns its interrupt vector, or -1. */
  int createQueues(QueueMemory memory, QueuePair pair) throws IOException {
    memory.reset(doorbells);
    int vector = vector(pair.id());
    commands.createQueues(pair, vector);
    return vector;
  }

  private int vector(int id) {
    boolean polls = options.poll() == PciOptions.Polling.ON;
    return !polls && id < binding.interrupts().size() ? id : -1;
  }

  AdminQueue admin() {
    return admin;
  }

  AdminCommands commands() {
    return commands;
  }

  ControllerLimits limits() {
    return limits;
  }

  IdentifyController identity() {
    return identity;
  }

  /** Whether namespaces may have other command sets than NVM. */
  boolean allCommandSets() {
    return power.allCommandSets();
  }

  /** The memory page in bytes. */
  int pageBytes() {
    return power.pageBytes();
  }

  /** {@code CAP.MPSMIN}. */
  int mpsmin() {
    return power.capabilities().mpsmin();
  }

  int grantedQueues() {
    return grantedQueues;
  }

  ControllerStatus status() {
    return power.status();
  }

  /** What is to be known, for people. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** Gives all memory back, and the device. The controller is stopped. */
  void close() {
    adminMemory.close();
    admin.pair().data().close();
    own.forEach(binding.memory()::free);
    own.clear();
    binding.close();
  }
}
