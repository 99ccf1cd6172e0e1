package io.jacquard.lab.pair;

import io.jacquard.lab.session.GuestCommand;
import io.jacquard.lab.vm.DetachedMachine;
import io.jacquard.lab.vm.GuestImage;
import io.jacquard.lab.vm.GuestRuntime;
import io.jacquard.lab.vm.OwnerOnly;
import io.jacquard.lab.vm.ProcessIdentity;
import io.jacquard.lab.vm.RunningCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Brings a lab up, step by step. What it has started is ended when a step fails. */
public final class LabStart implements AutoCloseable {

  private static final Duration BOOT_LIMIT = Duration.ofSeconds(400);
  private static final String COMING_UP = "";
  private static final Duration LIMIT = Duration.ofSeconds(300);

  private final LabDirectory directory;
  private final LabOptions options;
  private final Steps steps;
  private final List<LabMachine> started = new ArrayList<>();
  private LabPlan plan;
  private PrivateLink link;
  private LabBridge bridge = LabBridge.NONE;
  private Path sockets;
  private String kernel = "";
  private boolean done;

  /** For a lab of this make. */
  public LabStart(LabDirectory directory, LabOptions options, Steps steps) {
    this.directory = directory;
    this.options = options;
    this.steps = steps;
  }

  /**
   * Brings it up.
   *
   * @throws IOException if a step fails, with its reason
   */
  public Lab run() throws IOException {
    steps.stepThatTells("guest image", this::image);
    steps.step("network", this::join);
    steps.step("machines", this::boot);
    for (LabMachine machine : started) {
      steps.step(machine.name() + " boots", () -> awaitBoot(machine));
    }
    for (LabMachine machine : started) {
      if (plan.hasModule(started.indexOf(machine))) {
        steps.step(machine.name() + " NVDIMM", () -> memoryModule(machine));
      }
      steps.step(machine.name() + " RoCE", () -> Roce.make(machine));
    }
    LabMachine first = started.getFirst();
    if (options.boot().kernel().isPresent()) {
      kernel = GuestScript.with().run(first.machine(), "uname -r", LIMIT);
    }
    for (LabMachine other : started.subList(1, started.size())) {
      steps.step("ping", () -> ping(other, first));
      steps.step("ibv_rc_pingpong", () -> Roce.pingPong(first, other));
      steps.step("rping", () -> Roce.rping(first, other));
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Lab lab = remember(now.toString());
    done = true;
    return lab;
  }

  /** So that a later process can end what was started, however this one ends. */
  private synchronized Lab remember(String since) throws IOException {
    if (done) {
      throw new IOException("the start was broken off");
    }
    Lab lab = new Lab(kernel, since, started, bridge);
    directory.write(lab);
    return lab;
  }

  private String image() throws IOException {
    GuestImage image =
        GuestImage.require()
            .with(options.boot().kernel(), options.boot().initrd(), options.boot().root());
    plan = new LabPlan(options, image, GuestRuntime.ofThisProcess(train()), directory.newDisks());
    kernel = image.kernelVersion();
    return "Linux " + kernel + " with Java and Jacquard";
  }

  /** Unless told otherwise: much is started in a lab. */
  private static boolean train() {
    return !"false".equals(System.getProperty(GuestRuntime.TRAIN_PROPERTY));
  }

  private String join() throws IOException {
    sockets = directory.newSockets();
    if (options.network() == LabOptions.Network.SOCKETS) {
      link = new SocketLink(sockets, options.machines());
      return "sockets in " + sockets;
    }
    makeBridge();
    return "bridge and DHCP at %s, in the network namespace of process %d"
        .formatted(LabBridge.HOST, bridge.pid());
  }

  /** Closing waits for it: it must know of the bridge that is being made. */
  private synchronized void makeBridge() throws IOException {
    remember(COMING_UP);
    bridge = LabBridge.make(options.machines(), OwnerOnly.file(directory.bridgeLog()));
    link = bridge;
    remember(COMING_UP);
  }

  private String boot() throws IOException {
    for (int i = 0; i < options.machines(); i++) {
      start(i);
    }
    return options.machines()
        + " by "
        + options.emulator().program()
        + ", "
        + options.emulator().acceleration();
  }

  /** Closing waits for it: it must know of the process that is being made. */
  private synchronized void start(int index) throws IOException {
    Path home = directory.newMachine(LabPlan.name(index));
    started.add(machine(index, home, ProcessIdentity.NONE));
    remember(COMING_UP);
    DetachedMachine machine = plan.machine(index, link, sockets).bootDetached(home, sockets);
    started.set(index, machine(index, home, machine.process()));
    remember(COMING_UP);
  }

  private LabMachine machine(int index, Path home, ProcessIdentity process) {
    return new LabMachine(
        LabPlan.name(index),
        PrivateLink.address(index),
        options.memoryMebibytes(),
        plan.devices(index),
        options.gdb() ? LabPlan.gdbSocket(index, sockets).toString() : "",
        process.pid(),
        process.startTicks(),
        home.toString(),
        sockets.toString());
  }

  private String awaitBoot(LabMachine machine) throws IOException {
    String modules = String.join(" ", plan.modules(started.indexOf(machine)));
    GuestCommand command = GuestCommand.script("modprobe -a " + modules);
    try (RunningCommand running = machine.machine().start(command, BOOT_LIMIT)) {
      running.session().endOfInput();
      running.session().await(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }
    String hosts =
        String.join(
            "\\n", started.stream().map(other -> other.address() + " " + other.name()).toList());
    return GuestScript.with()
        .run(
            machine.machine(),
            "printf '"
                + hosts
                + "\\n' >> /etc/hosts; await 60 ls "
                + (LabPlan.name(1).equals(machine.name()) ? "/dev/vda" : "/dev/nvme0n1")
                + " > /dev/null; own_address "
                + machine.address(),
            LIMIT);
  }

  private static String memoryModule(LabMachine machine) throws IOException {
    return GuestScript.with("memory.sh").run(machine.machine(), "module_up", LIMIT);
  }

  private static String ping(LabMachine from, LabMachine to) throws IOException {
    String said =
        GuestScript.with()
            .run(from.machine(), "ping -c 3 -i 0.2 -W 20 -M do -s 4172 -q " + to.name(), LIMIT);
    return said.lines().reduce("", (before, line) -> line);
  }

  /** Ends what was started, unless it is up. */
  @Override
  public synchronized void close() throws IOException {
    if (!done) {
      done = true;
      LabStop.atOnce(directory, new Lab("", COMING_UP, started, bridge));
      if (sockets != null) {
        LabDirectory.deleteTree(sockets); // no machine may have used it yet
      }
    }
  }
}
