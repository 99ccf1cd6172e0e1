package io.jacquard.lab.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.lab.vm.ProcessIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  /** As when 'lab up' is killed after QEMU has started, and before that is written down. */
  @Test
  void aMachineWhoseStartWasNotSeenToItsEndIsFoundByItsProcess() throws Exception {
    LabMachine starting = machine("target", ProcessIdentity.NONE);
    Path pidFile = Path.of(starting.directory(), "qemu.pid");
    assertThat(starting.alive()).isFalse();

    Process qemu = new ProcessBuilder("tail", "-f", "/dev/null", pidFile.toString()).start();
    try {
      Files.writeString(pidFile, qemu.pid() + "\n");
      assertThat(starting.alive()).isTrue();
      // Another process that has the number of one that was.
      Files.writeString(pidFile, self().pid() + "\n");
      assertThat(starting.alive()).isFalse();

      Files.writeString(pidFile, qemu.pid() + "\n");
      starting.machine().kill();
      assertThat(qemu.waitFor()).isNotZero();
      assertThat(starting.alive()).isFalse();
    } finally {
      qemu.destroyForcibly();
    }
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
