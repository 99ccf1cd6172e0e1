package io.jacquard.nvme.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamespaceUriTest {
  private static final List<String> PIECES =
      List.of(
          "mem",
          "file",
          "pci",
          ":",
          "/",
          "?",
          "&",
          "=",
          "0000:01:00.0",
          "1GB",
          "a",
          "nsid",
          "1",
          "//",
          "nvme+tcp",
          ".",
          " ",
          "true");

  @Test
  void readsSchemeTargetAndOptions() {
    NamespaceUri uri = NamespaceUri.parse("file:/data/disk.img?size=10G&create");
    assertThat(uri.scheme()).isEqualTo("file");
    assertThat(uri.target()).isEqualTo("/data/disk.img");
    assertThat(uri.parameter("size")).contains("10G");
    assertThat(uri.parameter("create")).contains("true");
    assertThat(uri.parameter("direct")).isEmpty();
    assertThat(NamespaceUri.parse(uri.toString())).isEqualTo(uri);
  }

  @Test
  void aPlainPathIsAFile() {
    assertThat(NamespaceUri.parse("disk.img").scheme()).isEqualTo("file");
    assertThat(NamespaceUri.parse("./odd:name").target()).isEqualTo("./odd:name");
    assertThat(NamespaceUri.parse("/dev/nvme0n1").target()).isEqualTo("/dev/nvme0n1");
    assertThat(NamespaceUri.parse("MEM:64M").scheme()).isEqualTo("mem");
    assertThat(NamespaceUri.parse("nvme+tcp://h:4420/nqn").scheme()).isEqualTo("nvme+tcp");
  }

  @Test
  void refusesEmptyAndDoubledParts() {
    assertThatThrownBy(() -> NamespaceUri.parse("mem:")).hasMessageContaining("names nothing");
    assertThatThrownBy(() -> NamespaceUri.parse("mem:1M?a=1&a=2")).hasMessageContaining("twice");
    assertThatThrownBy(() -> NamespaceUri.parse("mem:1M?sice=1").allowOnly(Set.of("size")))
        .hasMessageContaining("'sice'")
        .hasMessageContaining("size");
  }

  @Test
  void xNvmesFormsOfPciAddressesAndRamDisksAreTaken() {
    assertThat(NamespaceUri.parse("0000:01:00.0?nsid=1"))
        .isEqualTo(NamespaceUri.parse("pci:0000:01:00.0?nsid=1"));
    assertThat(NamespaceUri.parse("01:00.0").scheme()).isEqualTo("pci");
    assertThat(NamespaceUri.parse("1GB")).isEqualTo(NamespaceUri.parse("mem:1GB"));
    assertThat(NamespaceUri.parse("1GiB?block=4096").scheme()).isEqualTo("mem");
    assertThat(NamespaceUri.parse("./1GB").scheme()).isEqualTo("file");
    assertThat(NamespaceUri.parse("1G").scheme()).isEqualTo("file");
  }

  @Test
  void optionsAreAddedButNotContradicted() {
    NamespaceUri uri = NamespaceUri.parse("/dev/ng0n1?async=io_uring_cmd");
    assertThat(uri.with("be", "linux").toString())
        .isEqualTo("file:/dev/ng0n1?async=io_uring_cmd&be=linux");
    assertThat(uri.with("async", "io_uring_cmd")).isEqualTo(uri);
    assertThatThrownBy(() -> uri.with("async", "emu"))
        .hasMessageContaining("says async=io_uring_cmd, and an option emu: leave one out");
  }

  @Test
  void anUnknownOptionNamesTheNearest() {
    assertThatThrownBy(() -> NamespaceUri.parse("a?sice=1G").allowOnly(Set.of("size", "block")))
        .hasMessageContaining("unknown option 'sice', did you mean 'size'?");
    NamespaceUri.parse("a?be=linux&sync=psync").allowOnly(Set.of("size"));
  }

  @Test
  void anyTextIsReadOrRefusedAndWhatIsReadIsWrittenTheSame() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int pieces = random.nextInt(8);
      for (int j = 0; j < pieces; j++) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      NamespaceUri uri;
      try {
        uri = NamespaceUri.parse(text.toString());
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("namespace '");
        continue;
      }
      assertThat(NamespaceUri.parse(uri.toString())).as(text.toString()).isEqualTo(uri);
    }
  }
}
