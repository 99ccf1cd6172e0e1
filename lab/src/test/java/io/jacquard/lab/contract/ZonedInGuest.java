package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The contract of zoned namespaces, for a device that a system property names. */
class ZonedInGuest extends ZonedContract {

  @Override
  String uri() {
    return GuestProperties.uri();
  }

  @Test
  void isReachedAsTheHostExpects() {
    assertThat(GuestProperties.words(namespace.access()))
        .isEqualTo(GuestProperties.required(GuestProperties.ACCESS));
  }
}
