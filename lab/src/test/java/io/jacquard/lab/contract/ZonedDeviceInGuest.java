package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The contract of zoned namespaces, for a zoned block device in a guest: {@code jacquard.uri} names
 * it.
 */
class ZonedDeviceInGuest extends ZonedConcurrencyContract {
  @Override
  String uri() {
    return System.getProperty("jacquard.uri");
  }

  @Test
  void itIsReachedByTheBlockLayer() {
    assertThat(namespace.access().backEnd()).isEqualTo("linux");
    assertThat(namespace.description()).contains("direct I/O").contains("zones");
    assertThat(namespace.largestTransfer()).isPositive();
  }
}
