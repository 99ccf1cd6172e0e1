package io.jacquard.target.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.namespace.NamespaceUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassthroughOptionsTest {

  private static PassthroughOptions read(String uri) {
    return PassthroughOptions.of(NamespaceUri.parse(uri));
  }

  @Test
  void withoutOptionsTheBestIsTakenAndNobodyElseMayUseIt() {
    PassthroughOptions options = read("/dev/ng0n1");
    assertThat(options.demandsRing()).isFalse();
    assertThat(options.exclusive()).isTrue();
    assertThat(options.timeoutMillis()).isZero();
    assertThat(options.rings().wide()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dev/ng0n1?async=io_uring_cmd",
        "/dev/ng0n1?poll_io",
        "/dev/ng0n1?poll_sq",
        "/dev/ng0n1?register_buffers=on"
      })
  void someOptionsDemandARing(String uri) {
    assertThat(read(uri).demandsRing()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/ng0n1?async=libaio, async=libaio cannot pass",
    "/dev/ng0n1?async=io_uring, write io_uring_cmd",
    "/dev/ng0n1?sync=psync, write sync=nvme",
    "/dev/ng0n1?be=pci, write be=linux",
    "/dev/ng0n1?admin=file, write admin=nvme",
    "/dev/ng0n1?async=thrpool&poll_io, need async=io_uring_cmd",
    "/dev/ng0n1?timeout=soon, write seconds",
    "/dev/ng0n1?timeout=99999, write seconds",
    "/dev/ng0n1?size=1G, unknown option 'size'"
  })
  void whatCannotBeIsRefusedWithWhatCan(String uri, String message) {
    assertThatThrownBy(() -> read(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void timeoutsAreSeconds() {
    assertThat(read("/dev/ng0n1?timeout=30").timeoutMillis()).isEqualTo(30_000);
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/ng0n1, true, true",
    "/dev/nvme0, true, true",
    "/dev/nvme0n1, false, true",
    "/dev/nvme0n1?sync=nvme, true, true",
    "/dev/nvme0n1?admin=block, false, false",
    "/dev/nvme0n1p1, false, false",
    "/dev/nullb0, false, false",
    "/dev/nvme-fabrics, false, false",
    "/tmp/ng0n1, false, false",
    "disk.img, false, false"
  })
  void devicesAreKnownByTheirNodes(String uri, boolean takes, boolean controller) {
    NamespaceUri parsed = NamespaceUri.parse(uri);
    assertThat(Passthrough.takes(parsed)).isEqualTo(takes);
    assertThat(Passthrough.hasController(parsed)).isEqualTo(controller);
  }
}
