package io.jacquard.target.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.device.UserDriver;
import io.jacquard.target.engine.Choice;
import io.jacquard.target.pci.PciOptions.Polling;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be written in a {@code pci:} URI. */
class PciOptionsTest {

  private static PciOptions read(String text) {
    return PciOptions.of(NamespaceKinds.resolve(text));
  }

  @Test
  void readsEveryOption() {
    PciOptions options =
        read(
            "pci:0001:81:1f.7?nsid=4294967294&be=vfio&poll=on&queues=3&hugepages&dbbuf=off&sgl=off"
                + "&timeout=1500ms");
    assertThat(options.address()).isEqualTo(new PciAddress(1, 0x81, 0x1f, 7));
    assertThat(options.nsid()).hasValue(-2);
    assertThat(options.driver()).contains(UserDriver.VFIO_PCI);
    assertThat(options.poll()).isEqualTo(Polling.ON);
    assertThat(options.queues()).isEqualTo(3);
    assertThat(options.hugePages()).isTrue();
    assertThat(options.shadowDoorbells()).isEqualTo(Choice.OFF);
    assertThat(options.sgl()).isEqualTo(Choice.OFF);
    assertThat(options.timeout()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void everythingButTheAddressHasADefault() {
    PciOptions options = read("pci:01:00.0");
    assertThat(options.address()).hasToString("0000:01:00.0");
    assertThat(options.nsid()).isEmpty();
    assertThat(options.driver()).isEmpty();
    assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.sameController(read("pci:0000:01:00.0?nsid=7"))).isTrue();
    assertThat(options.sameController(read("pci:0000:01:00.0?sgl=off"))).isFalse();
  }

  @Test
  void theWayByUioCanBeChosenToo() {
    assertThat(read("pci:01:00.0?be=uio").driver()).contains(UserDriver.UIO_PCI_GENERIC);
    assertThat(read("pci:01:00.0?be=pci").driver()).isEmpty();
    assertThat(read("pci:01:00.0?be=uio").takes(UserDriver.VFIO_PCI)).isFalse();
    assertThat(read("pci:01:00.0?be=uio").takes(UserDriver.UIO_PCI_GENERIC)).isTrue();
    assertThat(read("pci:01:00.0").takes(UserDriver.VFIO_PCI)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pci:1",
        "pci:nvme0",
        "pci:01:20.0",
        "pci:01:00.8",
        "pci:01:00.0?nsid=0",
        "pci:01:00.0?nsid=4294967295",
        "pci:01:00.0?nsid=x",
        "pci:01:00.0?be=linux",
        "pci:01:00.0?poll=maybe",
        "pci:01:00.0?queues=0",
        "pci:01:00.0?queues=65536",
        "pci:01:00.0?dbbuf=perhaps",
        "pci:01:00.0?timeout=1ms",
        "pci:01:00.0?timeout=2h",
        "pci:01:00.0?blocks=4"
      })
  void whatIsWrongIsNamed(String text) {
    NamespaceUri uri = NamespaceUri.parse(text);
    String wrong =
        uri.parameters().isEmpty() ? uri.target() : uri.parameters().keySet().iterator().next();
    assertThatThrownBy(() -> PciOptions.of(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(wrong);
  }
}
