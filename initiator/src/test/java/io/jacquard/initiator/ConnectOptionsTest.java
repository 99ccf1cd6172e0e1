package io.jacquard.initiator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identity.Nqn;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectOptionsTest {

  @Test
  void aUriNamesAddressAndSubsystem() throws IOException {
    ConnectOptions options =
        ConnectOptions.to("tcp://[fd00::1]:4421/nqn.2026-01.com.example:a/b").build();
    assertThat(options.address()).hasToString("tcp://[fd00::1]:4421");
    assertThat(options.subsystem()).hasToString("nqn.2026-01.com.example:a/b");
    assertThat(options.uri()).isEqualTo("tcp://[fd00::1]:4421/nqn.2026-01.com.example:a/b");
  }

  @Test
  void portsHaveTheirRegisteredDefaults() throws IOException {
    assertThat(ConnectOptions.to("tcp://h/nqn.2026-01.com.example:a").build().address().port())
        .isEqualTo(4420);
    ConnectOptions discovery = ConnectOptions.to("tcp://h").build();
    assertThat(discovery.subsystem()).isEqualTo(Nqn.DISCOVERY);
    assertThat(discovery.address().port()).isEqualTo(8009);
    assertThat(ConnectOptions.to("tcp://h/").build().subsystem()).isEqualTo(Nqn.DISCOVERY);
  }

  @Test
  void whatIsNoUriIsRefusedWithTheReason() {
    assertThatThrownBy(() -> ConnectOptions.to("127.0.0.1:4420"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tcp://");
    assertThatThrownBy(() -> ConnectOptions.to("tcp://h:99999/nqn.2026-01.com.example:a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99999");
  }

  @Test
  void attemptsFollowFromLossTimeAndDelay() {
    RecoveryOptions some =
        new RecoveryOptions(
            Duration.ZERO,
            Duration.ofSeconds(10),
            Optional.of(Duration.ofSeconds(31)),
            Optional.empty());
    assertThat(some.mayTry(3)).isTrue();
    assertThat(some.mayTry(4)).isFalse();
    RecoveryOptions forEver =
        new RecoveryOptions(
            Duration.ZERO, Duration.ofSeconds(10), Optional.empty(), Optional.empty());
    assertThat(forEver.mayTry(Integer.MAX_VALUE)).isTrue();
  }
}
