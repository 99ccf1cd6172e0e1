package io.jacquard.lab.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.lab.vm.Acceleration;
import io.jacquard.lab.vm.DetachedMachine;
import io.jacquard.lab.vm.Emulator;
import io.jacquard.lab.vm.GuestImage;
import io.jacquard.lab.vm.MachineBuilder;
import io.jacquard.lab.vm.NvmeController;
import io.jacquard.lab.vm.NvmeNamespace;
import io.jacquard.lab.vm.OwnerOnly;
import io.jacquard.lab.vm.ProcessIdentity;
import io.jacquard.lab.vm.VirtualMachine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabDirectoryTest {

  @TempDir Path place;

  private LabDirectory directory() {
    return LabDirectory.of(Map.of(LabDirectory.VARIABLE, place.resolve("lab").toString()));
  }

  private LabMachine machine(String name, ProcessIdentity process) throws IOException {
    Path sockets = Files.createDirectories(place.resolve("sockets"));
    Path home = directory().newMachine(name);
    Files.createDirectories(home.resolve("disks"));
    Files.writeString(home.resolve("disks").resolve("a.raw"), "data");
    Files.writeString(home.resolve("console.txt"), "said");
    return new LabMachine(
        name,
        "10.77.0.1",
        768,
        List.of("/dev/nvme0n1"),
        "",
        process.pid(),
        process.startTicks(),
        home.toString(),
        sockets.toString());
  }

  private static ProcessIdentity self() throws IOException {
    return ProcessIdentity.of(ProcessHandle.current().pid());
  }

  @Test
  void aLabThatIsEndedAtOnceLeavesNoProcess() throws Exception {
    Process machine = new ProcessBuilder("sleep", "1000").start();
    try {
      Lab lab =
          new Lab(
              "6.12",
              "2026-01-01T00:00:00Z",
              List.of(machine("target", ProcessIdentity.of(machine.pid()))));
      directory().write(lab);

      LabStop.atOnce(directory(), lab);
      assertThat(machine.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(directory().read()).isEmpty();
      assertThat(place.resolve("sockets")).doesNotExist();
    } finally {
      machine.destroyForcibly();
    }
  }

  @Test
  void aLabIsFoundAgainUntilItIsForgotten() throws IOException {
    Lab lab = new Lab("6.12", "2026-01-01T00:00:00Z", List.of(machine("target", self())));
    assertThat(directory().read()).isEmpty();

    directory().write(lab);
    assertThat(directory().read()).contains(lab);
    assertThat(directory().require().ended()).isEmpty();

    directory().forget(lab);
    assertThat(directory().read()).isEmpty();
    assertThat(place.resolve("lab/target/disks")).doesNotExist();
    assertThat(place.resolve("lab/target/console.txt")).exists();
    assertThat(place.resolve("sockets")).doesNotExist();
    assertThatThrownBy(() -> directory().require()).hasMessageContaining("jacquard lab up");
  }

  @Test
  void anotherProcessOfTheSameNumberIsNotTheMachine() throws IOException {
    ProcessIdentity self = self();
    LabMachine impostor = machine("target", new ProcessIdentity(self.pid(), self.startTicks() + 1));
    Lab lab = new Lab("", "", List.of(machine("initiator", self), impostor));

    assertThat(lab.ended()).isEqualTo("target");
    impostor.machine().kill();
    assertThat(self.alive()).isTrue();
    assertThatThrownBy(() -> lab.machine("loom")).hasMessageContaining("initiator, target");
  }

  /** As when 'lab up' is killed while QEMU starts: no number of a process is written anywhere. */
  @Test
  void machinesWhoseStartWasNotSeenToItsEndAreFoundByTheirCommandLines() throws Exception {
    LabMachine starting = machine("target", ProcessIdentity.NONE);
    LabMachine other = machine("initiator", ProcessIdentity.NONE);
    assertThat(starting.alive()).isFalse();

    Process first = likeQemu(starting);
    Process second = likeQemu(starting);
    Process another = likeQemu(other);
    try {
      assertThat(starting.alive()).isTrue();

      starting.machine().kill();
      assertThat(first.waitFor()).isNotZero();
      assertThat(second.waitFor()).isNotZero();
      assertThat(starting.alive()).isFalse();
      assertThat(another.isAlive()).isTrue();
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
      another.destroyForcibly();
    }
  }

  /** A process with QEMU's arguments that waits for input. */
  private static Process likeQemu(LabMachine machine) throws IOException {
    String pidFile = Path.of(machine.directory(), "qemu.pid").toString();
    Process process =
        new ProcessBuilder("bash", "-c", "echo; read -r", "qemu", "-pidfile", pidFile).start();
    assertThat(process.getInputStream().read()).isEqualTo('\n');
    return process;
  }

  /** As when Ctrl-C reaches the first process of QEMU when it has made the second. */
  @Test
  void whatAQemuThatWasKilledWhileItStartedHasLeftIsEnded() throws Exception {
    Path home = directory().newMachine("target");
    Path qemu = place.resolve("qemu");
    Files.writeString(
        qemu,
        """
        #!/bin/bash
        [ "$1" = second ] && { : > "${@: -1}.runs"; exec 0<> "$FIFO"; read -r; exit; }
        FIFO=$FIFO setsid "$0" second "$@" < /dev/null > /dev/null 2>&1 &
        until [ -e "${@: -1}.runs" ]; do sleep 0.01; done
        kill -KILL $$
        """
            .replace("$FIFO", place.resolve("fifo").toString()));
    assertThat(qemu.toFile().setExecutable(true)).isTrue();
    assertThat(new ProcessBuilder("mkfifo", place.resolve("fifo").toString()).start().waitFor())
        .isZero();
    GuestImage image = new GuestImage(Path.of("k"), Path.of("i"), Path.of("r"), "6.12");
    MachineBuilder builder =
        VirtualMachine.builder("target", image)
            .emulator(new Emulator(qemu.toString(), Acceleration.TCG));

    assertThatThrownBy(() -> builder.bootDetached(home, place))
        .hasMessageContaining("does not start");

    assertThat(DetachedMachine.processIn(home).alive()).isTrue();
    LabMachine starting =
        new LabMachine("target", "", 768, List.of(), "", 0, 0, home.toString(), place + "/s");
    LabStop.atOnce(directory(), new Lab("", "", List.of(starting)));
    assertThat(DetachedMachine.processIn(home).alive()).isFalse();
  }

  /** As when 'lab up' is killed while the script makes a bridge. */
  @Test
  void theServerOfABridgeThatWasBeingMadeIsEnded() throws Exception {
    Path log = OwnerOnly.file(directory().newMachine("x").resolveSibling("dhcp.txt"));
    Process server =
        new ProcessBuilder("sleep", "1000")
            .redirectOutput(directory().bridgeLog().toFile())
            .start();
    Process reader = new ProcessBuilder("tail", "-f", log.toString()).start();
    try {
      LabStop.run(
          directory(), new Lab("", "", List.of()), new Steps(new PrintWriter(new StringWriter())));

      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(reader.isAlive()).isTrue();
    } finally {
      server.destroyForcibly();
      reader.destroyForcibly();
    }
  }

  @Test
  void othersMayReadNothingOfALab() throws IOException {
    directory().lock().close();
    OwnerOnly.file(directory().bridgeLog());
    directory().write(new Lab("6.12", "", List.of(machine("target", self()))));
    Path home = directory().newMachine("target");
    GuestImage image = new GuestImage(Path.of("k"), Path.of("i"), Path.of("r"), "6.12");
    MachineBuilder builder =
        VirtualMachine.builder("target", image)
            .emulator(new Emulator("/bin/false", Acceleration.TCG))
            .device(NvmeController.of("lab0", NvmeNamespace.of(1 << 20)));
    assertThatThrownBy(() -> builder.bootDetached(home, place)).isInstanceOf(IOException.class);

    try (Stream<Path> all = Files.walk(place.resolve("lab"))) {
      assertThat(all)
          .extracting(path -> place.relativize(path).toString())
          .contains("lab/lab.json", "lab/target/disks/lab0-ns1.raw", "lab/target/console.txt");
    }
    try (Stream<Path> all = Files.walk(place.resolve("lab"))) {
      assertThat(all)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void aDirectoryWithOthersWorkIsNotALabs() throws IOException {
    Path work = Files.createDirectories(place.resolve("lab/target"));

    assertThatThrownBy(() -> directory().lock())
        .hasMessageContaining("it has 'target'; let JACQUARD_LAB_DIR name an empty");
    assertThat(work).exists();
  }

  /** It may get a directory of a name that labs delete later. */
  @Test
  void aDirectoryWithOthersWorkIsNotALabsEvenBeforeThereIsWhatALabDeletes() throws IOException {
    Path work = Files.createDirectories(place.resolve("lab/src"));
    assertThatThrownBy(() -> directory().lock()).hasMessageContaining("it has 'src'");

    Path lock = Files.createFile(place.resolve("lab/lock"));
    assertThatThrownBy(() -> directory().lock()).hasMessageContaining("it has 'src'");
    assertThat(lock).isEmptyFile();
    assertThat(work).exists();
  }

  @Test
  void aLockOfAnotherProgramMakesNoDirectoryALabs() throws IOException {
    Path work = Files.createDirectories(place.resolve("lab/target/thesis"));
    Path lock = Files.writeString(place.resolve("lab/lock"), "");

    assertThatThrownBy(() -> directory().lock()).hasMessageContaining("is not a lab's");
    assertThat(work).exists();
    assertThat(lock).isEmptyFile();

    Files.delete(work);
    Files.delete(work.getParent());
    Files.writeString(lock, "4711\n");
    assertThatThrownBy(() -> directory().lock()).hasMessageContaining("lab/lock is not a lab's");
    assertThat(lock).hasContent("4711");
  }

  @Test
  void aDirectoryThatIsRefusedStaysAsItIs() throws IOException {
    Files.createDirectories(place.resolve("lab/disks"));

    assertThatThrownBy(() -> directory().lock()).hasMessageContaining("is not a lab's");
    try (Stream<Path> files = Files.list(place.resolve("lab"))) {
      assertThat(files).containsExactly(place.resolve("lab/disks"));
    }
  }

  @Test
  void aLabsDirectoryIsKnownAgainAfterTheLab() throws IOException {
    directory().lock().close();
    Lab lab = new Lab("6.12", "", List.of(machine("target", self())));
    directory().write(lab);
    directory().forget(lab);

    directory().lock().close();
    assertThat(place.resolve("lab/target")).exists();
  }

  @Test
  void oneProcessAtATimeChangesTheLab() throws IOException {
    try (FileChannel first = directory().lock()) {
      assertThatThrownBy(() -> directory().lock())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another command");
      assertThat(first.isOpen()).isTrue();
    }
    directory().lock().close();
  }

  @Test
  void aFileOfAnotherKindIsAnErrorThatNamesIt() throws IOException {
    Files.createDirectories(place.resolve("lab"));
    Files.writeString(place.resolve("lab/lab.json"), "{\"loom\": 1}");

    assertThatThrownBy(() -> directory().read())
        .hasMessageContaining("lab.json cannot be understood");
  }

  @Test
  void aLabOfBeforeThereWereBridgesIsUnderstood() throws IOException {
    Files.createDirectories(place.resolve("lab"));
    Files.writeString(
        place.resolve("lab/lab.json"), "{\"kernel\":\"6.12\",\"since\":\"\",\"machines\":[]}");

    assertThat(directory().require().bridge().isThere()).isFalse();
    assertThat(directory().require().cameUp()).isFalse();
  }

  @Test
  void aBridgeIsFoundAgain() throws IOException {
    LabBridge bridge = new LabBridge(self().pid(), self().startTicks(), true);
    Lab lab = new Lab("6.12", "2026", List.of(machine("target", self())), bridge);

    directory().write(lab);

    assertThat(directory().require()).isEqualTo(lab);
    assertThat(directory().require().bridge().alive()).isTrue();
    assertThat(LabPicture.of(lab)).contains("-- bridge with DHCP, 10.77.0.0/24, MTU 4200 --");
    assertThat(LabPicture.of(lab)).contains("nsenter --target " + self().pid() + " --net --user");
  }

  @Test
  void withoutTheVariableItIsTheUsersState() {
    assertThat(LabDirectory.of(Map.of("HOME", "/home/me")).path())
        .isEqualTo(Path.of("/home/me/.local/state/jacquard/lab"));
    assertThat(LabDirectory.of(Map.of("HOME", "/home/me", "XDG_STATE_HOME", "/state")).path())
        .isEqualTo(Path.of("/state/jacquard/lab"));
  }

  @Test
  void thePictureHasEveryMachineAndTheWayIn() throws IOException {
    Lab lab = new Lab("6.12", "", List.of(machine("target", self()), machine("initiator", self())));

    assertThat(LabPicture.of(lab))
        .contains("target        10.77.0.1", "/dev/nvme0n1", "jacquard lab shell initiator");
  }

  @Test
  void packetsAreCountedAndAnUnfinishedOneIsNot() throws IOException {
    Path file = place.resolve("a.pcap");
    byte[] bytes = new byte[24 + 16 + 60 + 16 + 10];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.nativeOrder())
        .putInt(24 + 8, 60)
        .putInt(24 + 16 + 60 + 8, 60);
    Files.write(file, bytes);

    assertThat(PacketFile.count(file)).isEqualTo(1);
  }
}
