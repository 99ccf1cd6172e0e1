package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.namespace.Namespace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract, for a device that a system property names. Unlike a new file it holds what the test
 * before has written.
 */
class BlockDeviceInGuest extends ModelContract {

  private static final int CLEARED_BLOCKS = 1024;

  @Override
  String uri() {
    return GuestProperties.uri();
  }

  /** Some tests count on zeroes near the boundaries of 2 and 4 GiB. */
  @BeforeEach
  void clear() throws Exception {
    for (long boundary : new long[] {2 * GIB, 4 * GIB}) {
      write(
          firstBlockAt(boundary) - CLEARED_BLOCKS / 2, Contents.filled(0, CLEARED_BLOCKS * block));
    }
  }

  /** Memory of the guest keeps what is written to many of the devices. */
  @AfterAll
  static void giveTheSpaceBack() throws Exception {
    try (Namespace namespace = open(GuestProperties.uri());
        QueueUser user = new QueueUser(namespace, 1)) {
      long blocks = namespace.geometry().blocks();
      QueueUser.succeeded(deallocate(user, 1, Contents.dsmRanges(1, 0, blocks)));
    }
  }

  @Test
  void isReachedAsTheHostExpects() {
    assertThat(GuestProperties.words(namespace.access()))
        .isEqualTo(GuestProperties.required(GuestProperties.ACCESS));
  }

  @Test
  void itsSizeIsTheDevices() {
    assertThatThrownBy(() -> namespace.resize(5 * GIB))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
