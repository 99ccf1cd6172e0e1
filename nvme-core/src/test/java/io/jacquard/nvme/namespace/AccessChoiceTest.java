package io.jacquard.nvme.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccessChoiceTest {
  private static final AccessPath PATH =
      new AccessPath("linux", "thrpool", "psync", "file", List.of("io_uring is forbidden"));

  @Test
  void whatIsNotChosenMayBeAnything() {
    NamespaceUri uri = NamespaceUri.parse("disk.img");
    assertThatCode(() -> AccessChoice.of(uri).requireHonoured(uri, PATH))
        .doesNotThrowAnyException();
  }

  @Test
  void aChoiceThatIsHonouredPasses() {
    NamespaceUri uri = NamespaceUri.parse("disk.img?be=linux&async=thrpool&sync=psync&admin=file");
    assertThatCode(() -> AccessChoice.of(uri).requireHonoured(uri, PATH))
        .doesNotThrowAnyException();
  }

  @Test
  void aChoiceThatIsNotIsAnErrorWithWhatItCameToAndWhy() {
    NamespaceUri uri = NamespaceUri.parse("disk.img?async=io_uring");
    assertThatThrownBy(() -> AccessChoice.of(uri).requireHonoured(uri, PATH))
        .hasMessageContaining("async=io_uring was asked for, but it is thrpool")
        .hasMessageContaining("(io_uring is forbidden)");
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> AccessChoice.of(NamespaceUri.parse("a?async=iouring")))
        .hasMessageContaining("async=iouring is not known, did you mean 'io_uring'?")
        .hasMessageContaining("emu, io_uring, io_uring_cmd, libaio, nvme, thrpool");
  }

  @Test
  void xNvmesBackEndsAreKnownByTheirNames() {
    assertThat(AccessChoice.of(NamespaceUri.parse("pci:0000:01:00.0?be=vfio")).backEnd())
        .contains("pci");
    assertThat(AccessChoice.of(NamespaceUri.parse("1GB?be=ramdisk")).backEnd()).contains("mem");
  }
}
