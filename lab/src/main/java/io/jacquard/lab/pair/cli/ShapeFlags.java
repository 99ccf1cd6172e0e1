package io.jacquard.lab.pair.cli;

import io.jacquard.lab.pair.HostRdma;
import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabOptions;
import io.jacquard.lab.pair.LabOptions.Boot;
import io.jacquard.lab.pair.LabOptions.Network;
import io.jacquard.lab.vm.Acceleration;
import io.jacquard.lab.vm.Emulator;
import io.jacquard.lab.vm.GuestImage;
import io.jacquard.nvme.namespace.ByteSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** Flags that say what a lab is made of. All are checked before anything is started. */
final class ShapeFlags {
  private static final int MOST_CONTROLLERS = 8;
  private static final long MEBIBYTE = 1L << 20;
  private static final long LEAST_MEMORY = 384;
  private static final long MEMORY_MODULE_UNIT = 16;

  /** The first with {@code -netdev dgram}. */
  private static final int OLDEST_QEMU = 702;

  /** How guests' instructions are run. */
  enum Accelerator {
    AUTO,
    KVM,
    TCG
  }

  /** The name of the field by which commands mix these flags in. */
  private static final String FIELD = "shape";

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "768M",
      converter = ToBytes.class,
      description = "Memory of each machine; default ${DEFAULT-VALUE}.")
  private long memory;

  @Option(
      names = "--machines",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "With 3, a second target (target2, 10.77.0.3) with the same disks, for a second path to"
              + " them, and so on; default 2.")
  private int machines;

  @Option(
      names = "--network",
      paramLabel = "WHAT",
      defaultValue = "sockets",
      description =
          "What joins the machines: sockets, which need no rights, or bridge, with taps and a DHCP"
              + " server in a network namespace of their own, which needs root or user namespaces."
              + " Default ${DEFAULT-VALUE}.")
  private Network network;

  @Option(
      names = "--pvrdma",
      arity = "0..1",
      paramLabel = "DEVICE",
      fallbackValue = "",
      description =
          "Let guests use an RDMA device of this machine, in place of RDMA in software, through"
              + " QEMU's pvrdma (until QEMU 9.0).")
  private Optional<String> pvrdma = Optional.empty();

  @Option(
      names = "--controllers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Emulated NVMe controllers of each target; default ${DEFAULT-VALUE}.")
  private int controllers;

  @Option(
      names = "--disk",
      paramLabel = "SIZE",
      defaultValue = "1G",
      converter = ToBytes.class,
      description =
          "Namespace of each controller, kept in a sparse file; default ${DEFAULT-VALUE}.")
  private long disk;

  @Option(names = "--zns", description = "One controller more, with a zoned namespace.")
  private boolean zoned;

  @Option(
      names = "--nvdimm",
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = ToBytes.class,
      description = "Persistent memory of targets, as an emulated memory module.")
  private long nvdimm;

  @Option(
      names = "--memmap",
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = ToBytes.class,
      description = "Persistent memory of targets, by the kernel parameter memmap.")
  private long memmap;

  @Option(names = "--gdb", description = "Let debuggers attach to the guests' kernels.")
  private boolean gdb;

  @Option(
      names = "--qemu",
      paramLabel = "PATH",
      defaultValue = "qemu-system-x86_64",
      description = "The QEMU to use, 7.2 or newer; default ${DEFAULT-VALUE}.")
  private String qemu;

  @Option(
      names = "--accel",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "auto, kvm or tcg; auto uses KVM if a guest really runs with it. Default"
              + " ${DEFAULT-VALUE}.")
  private Accelerator accelerator;

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description =
          "Boot this kernel (vmlinux or bzImage). What the image's kernel has as modules and the"
              + " lab needs must be built in, or be in --root.")
  private Optional<Path> kernel = Optional.empty();

  @Option(names = "--initrd", paramLabel = "FILE", description = "Boot with this initial RAM disk.")
  private Optional<Path> initrd = Optional.empty();

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description = "Boot this root file system (squashfs).")
  private Optional<Path> root = Optional.empty();

  /**
   * Refuses flags that would have no effect.
   *
   * @param lab that is up
   */
  void refuseFor(Lab lab) throws IOException {
    Set<OptionSpec> own = Set.copyOf(command.mixins().get(FIELD).options());
    String given =
        command.commandLine().getParseResult().matchedOptions().stream()
            .filter(own::contains)
            .map(OptionSpec::longestName)
            .collect(Collectors.joining(", "));
    if (!given.isEmpty()) {
      throw new IOException(
          "the lab is up already, since %s, and stays as it is; for another one with %s take it down first: jacquard lab down"
              .formatted(lab.since(), given));
    }
  }

  /**
   * What the flags say.
   *
   * @param out tells what was chosen and why
   */
  LabOptions options(PrintWriter out) throws IOException {
    checkNumbers();
    Boot boot =
        new Boot(
            kernel.map(file -> checkFile("--kernel", file)),
            initrd.map(file -> checkFile("--initrd", file)),
            root.map(file -> checkFile("--root", file)));
    Emulator emulator = emulator(out);
    return new LabOptions(
        machines,
        (int) (memory / MEBIBYTE),
        controllers,
        disk,
        zoned,
        (int) (nvdimm / MEBIBYTE),
        (int) (memmap / MEBIBYTE),
        gdb,
        network,
        pvrdma.isPresent() ? Optional.of(HostRdma.find(pvrdma.get(), emulator)) : Optional.empty(),
        emulator,
        boot);
  }

  private void checkNumbers() {
    check(
        machines >= 2 && machines <= LabOptions.MOST_MACHINES,
        "--machines is not in 2.." + LabOptions.MOST_MACHINES);
    check(
        controllers >= 1 && controllers <= MOST_CONTROLLERS,
        "--controllers is not in 1.." + MOST_CONTROLLERS);
    check(
        memory / MEBIBYTE >= LEAST_MEMORY && memory <= 1L << 40,
        "--memory is less than " + LEAST_MEMORY + "M or more than 1T");
    check(
        disk >= 128 * MEBIBYTE && disk <= 1L << 44 && disk % MEBIBYTE == 0,
        "--disk is not a multiple of 1M from 128M to 16T");
    checkModule("--nvdimm", nvdimm);
    checkModule("--memmap", memmap);
  }

  private void checkModule(String flag, long bytes) {
    check(
        bytes >= 0 && bytes % (MEMORY_MODULE_UNIT * MEBIBYTE) == 0 && bytes <= 1L << 32,
        flag + " is not a multiple of " + MEMORY_MODULE_UNIT + "M up to 4G");
  }

  /** Its absolute path: QEMU takes what is before a colon in a relative one for a protocol. */
  private Path checkFile(String flag, Path file) {
    check(Files.isReadable(file), flag + ": " + file + " cannot be read");
    check(!Files.isDirectory(file), flag + ": " + file + " is a directory; name the file in it");
    return file.toAbsolutePath();
  }

  private void check(boolean holds, String wrong) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), wrong);
    }
  }

  private Emulator emulator(PrintWriter out) throws IOException {
    Emulator found = new Emulator(qemu, Acceleration.TCG);
    if (found.equals(Emulator.DEFAULT)) {
      found = packaged();
    }
    int version = found.version();
    if (version < OLDEST_QEMU) {
      throw new IOException(
          "%s is version %d.%d, and the lab needs 7.2 or newer; name another one by --qemu PATH"
              .formatted(qemu, version / 100, version % 100));
    }
    if (accelerator == Accelerator.TCG) {
      return found;
    }
    Path probed = kernel.isPresent() ? kernel.get() : GuestImage.require().kernel();
    if (found.kvmWorks(probed)) {
      return found.with(Acceleration.KVM);
    }
    if (accelerator == Accelerator.KVM) {
      throw new IOException(
          "KVM does not run a guest here: /dev/kvm is missing, not for this user, or of no use in"
              + " this machine; leave --accel out to go on without it");
    }
    out.println("KVM does not run guests here: the machines are emulated, which is slower.");
    return found;
  }

  private static Emulator packaged() throws IOException {
    try {
      return Emulator.packaged();
    } catch (IOException missing) {
      throw new IOException(missing.getMessage() + "; or name a QEMU by --qemu PATH", missing);
    }
  }

  static final class ToBytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return text.equals("0") ? 0 : ByteSize.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
