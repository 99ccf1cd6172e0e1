package io.jacquard.lab.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.lab.vm.Acceleration;
import io.jacquard.lab.vm.Emulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests use an RDMA device of this machine, or it is said what is missing. */
class HostRdmaTest {

  @TempDir Path place;

  /** A QEMU that has these devices. */
  private Emulator qemu(String devices) throws IOException {
    Path program = place.resolve("qemu");
    Files.writeString(program, "#!/bin/sh\necho '" + devices + "'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new Emulator(program.toString(), Acceleration.TCG);
  }

  private Emulator qemu() throws IOException {
    return qemu("name \"pvrdma\", bus PCI, desc \"RDMA Device\"");
  }

  private Path devices() {
    return place.resolve("infiniband");
  }

  private void device(String name, String networkInterface) throws IOException {
    Path attributes = devices().resolve(name).resolve("ports/1/gid_attrs/ndevs");
    Files.createDirectories(attributes);
    Files.writeString(attributes.resolve("0"), networkInterface + "\n");
  }

  private HostRdma find(String name) throws IOException {
    return HostRdma.find(name, qemu(), devices(), place);
  }

  @Test
  void aQemuWithoutTheDeviceIsNamed() throws IOException {
    device("rxe0", "eth0");
    Emulator newer = qemu("name \"vmxnet3\", bus PCI");

    assertThatThrownBy(() -> HostRdma.find("", newer, devices(), place))
        .hasMessageContaining(newer.program() + " has no device pvrdma")
        .hasMessageContaining("--qemu PATH");
  }

  @Test
  void aMachineWithoutRdmaIsToldHowToMakeADevice() {
    assertThatThrownBy(() -> find(""))
        .hasMessageContaining("this machine has no RDMA device")
        .hasMessageContaining("rdma link add rxe0 type rxe");
  }

  @Test
  void oneOfSeveralDevicesMustBeNamed() throws IOException {
    device("rxe0", "eth0");
    device("rxe1", "eth1");

    assertThatThrownBy(() -> find(""))
        .hasMessageContaining("name one: --pvrdma=DEVICE, of rxe0, rxe1");
    assertThatThrownBy(() -> find("mlx5_0"))
        .hasMessageContaining("no RDMA device 'mlx5_0'; it has rxe0, rxe1");
  }

  @Test
  void aDeviceThatIsNotOverEthernetIsRefused() throws IOException {
    Files.createDirectories(devices().resolve("ib0"));

    assertThatThrownBy(() -> find("")).hasMessageContaining("ib0 has no Ethernet interface");
  }

  @Test
  void whatMakesConnectionsMustRun() throws IOException {
    device("rxe0", "eth0");

    assertThatThrownBy(() -> find(""))
        .hasMessageContaining(place + "/rdmacm-mux-rxe0-1 is missing")
        .hasMessageContaining("rdmacm-mux -d rxe0 -p 1");
  }

  @Test
  void theOnlyDeviceIsFoundWithWhatBelongsToIt() throws IOException {
    device("rxe0", "eth0");
    Path socket = Files.createFile(place.resolve("rdmacm-mux-rxe0-1"));

    assertThat(find("")).isEqualTo(new HostRdma("rxe0", "eth0", socket));
    assertThat(find("rxe0")).isEqualTo(find(""));
  }
}
