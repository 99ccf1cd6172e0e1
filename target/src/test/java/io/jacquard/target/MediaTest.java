package io.jacquard.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.namespace.NamespaceUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When another URI of a namespace means another size and nothing else. */
class MediaTest {
  private static boolean differInSize(String now, String next) {
    return Media.differInSize(NamespaceUri.parse(now), NamespaceUri.parse(next));
  }

  @ParameterizedTest
  @CsvSource({
    "mem:1M, mem:2M, 2097152",
    "mem:2M?block=4096, mem:1M?block=4096, 1048576",
    "disk.img?size=1M, disk.img?size=3M, 3145728",
    "disk.img, disk.img?size=3M, 3145728",
    "disk.img?create&size=1M, disk.img?size=2M&create, 2097152",
  })
  void anotherSizeAloneIsAResize(String now, String next, long bytes) {
    assertThat(differInSize(now, next)).isTrue();
    assertThat(Media.size(NamespaceUri.parse(next))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "mem:1M, mem:2M?block=4096",
    "mem:1M, file:1M",
    "a.img?size=1M, b.img?size=2M",
    "a.img?size=1M, a.img?size=2M&readonly",
    "a.img?size=1M, a.img",
  })
  void otherDifferencesAreNot(String now, String next) {
    assertThat(differInSize(now, next)).isFalse();
  }

  @Test
  void theSameIsNoResize() {
    assertThat(differInSize("mem:1M", "mem:1M")).isFalse();
  }
}
