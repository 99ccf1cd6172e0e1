package io.jacquard.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who is measured. The first is what the others are compared with. */
final class Contenders {
  /** Polling pays when latency counts, and peers poll all the time. */
  private static final int SPIN_MICROS = 50;

  private Contenders() {}

  /** With a peer each side of ours replaces one of the peer's; else our variants. */
  static List<Contender> of(Optional<SpdkSide> peer) {
    OurSide polling = new OurSide("jacquard", "auto", SPIN_MICROS, false);
    if (peer.isEmpty()) {
      return List.of(
          both(polling),
          both(new OurSide("jacquard, sleeping when idle", "auto", 0, false)),
          both(new OurSide("jacquard, engine nio", "nio", SPIN_MICROS, false)),
          both(new OurSide("jacquard, both digests", "auto", SPIN_MICROS, true)));
    }
    SpdkSide spdk = peer.get();
    List<Contender> all = new ArrayList<>();
    if (spdk.hasTarget()) {
      all.add(new Contender("spdk target, spdk client", spdk, spdk));
      all.add(new Contender("jacquard target, spdk client", polling, spdk));
      all.add(new Contender("spdk target, jacquard client", spdk, polling));
    } else {
      all.add(new Contender("jacquard target, spdk client", polling, spdk));
    }
    all.add(new Contender("jacquard target, jacquard client", polling, polling));
    return all;
  }

  private static Contender both(OurSide side) {
    return new Contender(side.name(), side, side);
  }
}
