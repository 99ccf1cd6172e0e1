package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The QEMU that runs machines.
 *
 * @param program name or path of {@code qemu-system-x86_64}
 * @param acceleration how it runs the guest's instructions
 */
public record Emulator(String program, Acceleration acceleration) {

  /** The one in the path, without hardware acceleration. */
  public static final Emulator DEFAULT = new Emulator("qemu-system-x86_64", Acceleration.TCG);

  private static final Path KVM_DEVICE = Path.of("/dev/kvm");
  private static final int ANSWER_SECONDS = 20;
  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)");

  /**
   * {@link #DEFAULT}. It is installed first where it is missing and may be installed.
   *
   * @throws IOException if it is missing, with what to install
   */
  public static Emulator packaged() throws IOException {
    LabScript.run("image/tools", List.of(DEFAULT.program));
    return DEFAULT;
  }

  /** The same program with another acceleration. */
  public Emulator with(Acceleration other) {
    return new Emulator(program, other);
  }

  /**
   * Its version, such as 702 for 7.2.
   *
   * @throws IOException if it cannot be run, or is no QEMU
   */
  public int version() throws IOException {
    String said = ask(List.of(program, "--version"));
    Matcher version = VERSION.matcher(said);
    if (!said.startsWith("QEMU") || !version.find()) {
      throw new IOException(
          "'%s --version' does not answer as QEMU does, but with '%s'; name a QEMU by --qemu PATH"
              .formatted(program, said.strip().lines().findFirst().orElse("")));
    }
    return 100 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2));
  }

  /**
   * Whether it can emulate a device.
   *
   * @param name such as {@code pvrdma}
   * @throws IOException if it cannot be run
   */
  public boolean knows(String name) throws IOException {
    return ask(List.of(program, "-device", "help")).contains("name \"" + name + "\"");
  }

  /**
   * Whether guests really run with KVM: the device may be there and yet be of no use, as in many
   * virtual machines. Boots a kernel, which takes a second or two.
   *
   * @throws IOException if QEMU cannot be run
   */
  public boolean kvmWorks(Path kernel) throws IOException {
    if (!Files.isReadable(KVM_DEVICE) || !Files.isWritable(KVM_DEVICE)) {
      return false;
    }
    List<String> command =
        List.of(
            program,
            "-accel",
            Acceleration.KVM.accelerator(),
            "-cpu",
            Acceleration.KVM.processor(),
            "-nodefaults",
            "-no-user-config",
            "-no-reboot",
            "-display",
            "none",
            "-M",
            "q35",
            "-m",
            "256",
            "-kernel",
            kernel.toString(),
            "-append",
            "console=ttyS0 panic=-1",
            "-serial",
            "stdio");
    // Without a root file system the kernel cannot but panic, which is as far as it can come.
    return ask(command).contains("Kernel panic");
  }

  private static String ask(List<String> command) throws IOException {
    Path answer = Files.createTempFile("jacquard-qemu-", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(answer.toFile());
      Process process = start(builder);
      process.getOutputStream().close();
      if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      return Files.readString(answer, StandardCharsets.ISO_8859_1);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + command.getFirst(), interrupted);
    } finally {
      Files.delete(answer);
    }
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException failure) {
      throw new IOException(
          "cannot run %s; install QEMU (Debian: apt-get install qemu-system-x86) or name it by --qemu PATH"
              .formatted(builder.command().getFirst()),
          failure);
    }
  }
}
