package io.jacquard.transport.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeProviderTest {

  @AfterEach
  void chooseNone() {
    System.clearProperty(NativeProvider.PROVIDER_PROPERTY);
  }

  @Test
  void aProviderThatThereIsNotIsRefused() {
    System.setProperty(NativeProvider.PROVIDER_PROPERTY, "loom");

    assertThatThrownBy(NativeProvider::install)
        .hasMessage(
            "jacquard.rdma.provider=loom: there is no such provider; it is native or disni");
  }
}
