package io.jacquard.target.config;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Values that occur in several places. */
final class Names {
  private static final List<String> ENGINES =
      List.of(LoopSettings.AUTO, "epoll", "io_uring", "nio");
  private static final Duration LONGEST_SPIN = Duration.ofSeconds(1);

  private Names() {}

  /**
   * An NQN. One that is not of the specification's format is taken with a warning, because the
   * Linux kernel takes it too and configurations have such names.
   */
  static Optional<Nqn> nqn(Section section, String key) {
    Optional<Nqn> nqn = section.text(key, Nqn::accept);
    nqn.flatMap(Nqn::violation).ifPresent(problem -> section.warn(key, problem));
    return nqn;
  }

  static TransportAddress listenAddress(String text) {
    return TransportAddress.parse(text);
  }

  static String engine(String text) {
    if (!ENGINES.contains(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not one of " + String.join(", ", ENGINES));
    }
    return text;
  }

  static Duration spin(String text) {
    Duration spin = DurationText.parse(text);
    if (spin.compareTo(LONGEST_SPIN) > 0) {
      throw new IllegalArgumentException(text + " is longer than 1s; 50us is a good value");
    }
    return spin;
  }
}
