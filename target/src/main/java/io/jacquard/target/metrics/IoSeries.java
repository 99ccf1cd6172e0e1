package io.jacquard.target.metrics;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Everything counted under one key: recorders in use and a total of those closed. Not thread-safe.
 */
final class IoSeries {

  /**
   * What I/O is counted under.
   *
   * @param subsystem NQN of the subsystem
   * @param namespace namespace ID in decimal
   * @param host NQN of the host, or what stands for it
   */
  record Key(String subsystem, String namespace, String host) {}

  private final Key key;
  private final IoCounts closed = new IoCounts();
  private final Set<IoRecorder> open = new LinkedHashSet<>();

  IoSeries(Key key) {
    this.key = key;
  }

  Key key() {
    return key;
  }

  boolean idle() {
    return open.isEmpty();
  }

  void attach(IoRecorder recorder) {
    open.add(recorder);
  }

  void detach(IoRecorder recorder) {
    if (open.remove(recorder)) {
      closed.addAll(recorder.counts());
    }
  }

  /** The sum as of now. */
  IoCounts total() {
    IoCounts sum = new IoCounts();
    sum.addAll(closed);
    open.forEach(recorder -> sum.addAll(recorder.counts()));
    return sum;
  }
}
