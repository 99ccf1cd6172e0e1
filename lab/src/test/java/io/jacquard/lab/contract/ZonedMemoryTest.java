package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of zoned namespaces, for memory in several shapes. */
class ZonedMemoryTest {

  @Nested
  class WithoutLimits extends ZonedConcurrencyContract {
    @Override
    String uri() {
      return "mem:128M?zoned&zone_size=4M";
    }
  }

  @Nested
  class WithLimitsCapacityAndExtensions extends ZonedConcurrencyContract {
    @Override
    String uri() {
      return "mem:64M?zoned&block=4096&zone_size=4M&zone_capacity=3M&max_open=3&max_active=5"
          + "&descr_ext_size=128";
    }
  }

  @Nested
  class WithSmallZones extends ZonedConcurrencyContract {
    @Override
    String uri() {
      return "mem:16M?zoned&zone_size=64K&zone_capacity=48K&max_open=4";
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mem:64M?zone_size=4M, add 'zoned'",
    "mem:64M?zoned&zone_size=3M, power of two",
    "mem:66M?zoned&zone_size=4M, zones",
    "mem:64M?zoned&zone_size=512, zones",
    "mem:64M?zoned&zone_size=4M&zone_capacity=5M, zone_capacity",
    "mem:64M?zoned&max_open=5&max_active=4, max_active",
    "mem:64M?zoned&max_open=x, number",
    "mem:64M?zoned&descr_ext_size=63, 64",
    "mem:64M?zoned=maybe, true or false",
  })
  void whatCannotBeIsSaid(String uri, String reason) {
    assertThatThrownBy(() -> NamespaceContract.open(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(uri);
  }

  @Test
  void zonesThatAreNotAskedForAreNone() throws Exception {
    try (var namespace = NamespaceContract.open("mem:64M?zoned=false")) {
      org.assertj.core.api.Assertions.assertThat(namespace.zones()).isEmpty();
    }
  }
}
