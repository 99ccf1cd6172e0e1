package io.jacquard.initiator;

import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a discovery service, and perhaps those it refers to, told.
 *
 * @param from where it was asked
 * @param log the answer; empty if it could not be asked
 * @param failure why it could not be asked
 */
public record Discovery(
    ConnectOptions from, Optional<DiscoveryLog> log, Optional<IOException> failure) {
  /** Services that are asked at most: referrals may go in circles, or on without end. */
  private static final int MOST_SERVICES = 64;

  /**
   * Asks a service, then those it refers to, and so on; each once.
   *
   * @param first the service to begin with
   * @return the answers in the order of asking
   * @throws IOException if the first service cannot be asked
   */
  static List<Discovery> follow(ConnectOptions first) throws IOException {
    List<Discovery> answers = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(first.uri()));
    Deque<ConnectOptions> toAsk = new ArrayDeque<>();
    answers.add(new Discovery(first, Optional.of(Initiator.discover(first)), Optional.empty()));
    answers.getFirst().referrals().forEach(next -> ask(next, seen, toAsk));
    while (!toAsk.isEmpty() && answers.size() < MOST_SERVICES) {
      Discovery answer = tryToAsk(toAsk.removeFirst());
      answers.add(answer);
      answer.referrals().forEach(next -> ask(next, seen, toAsk));
    }
    return answers;
  }

  private static void ask(ConnectOptions next, Set<String> seen, Deque<ConnectOptions> toAsk) {
    if (seen.add(next.uri())) {
      toAsk.add(next);
    }
  }

  private static Discovery tryToAsk(ConnectOptions options) {
    try {
      return new Discovery(options, Optional.of(Initiator.discover(options)), Optional.empty());
    } catch (IOException e) {
      return new Discovery(options, Optional.empty(), Optional.of(e));
    }
  }

  /** The services that the answer refers to, to be asked with the same options. */
  private List<ConnectOptions> referrals() {
    List<ConnectOptions> all = new ArrayList<>();
    for (DiscoveryLogEntry entry : log.map(DiscoveryLog::entries).orElse(List.of())) {
      Optional<TransportAddress> address = entry.address();
      if (entry.subtype() == DiscoveryLogEntry.SUBTYPE_REFERRAL && address.isPresent()) {
        Nqn nqn = entry.subnqn().orElse(Nqn.DISCOVERY);
        all.add(from.withTarget(address.get(), nqn));
      }
    }
    return all;
  }
}
