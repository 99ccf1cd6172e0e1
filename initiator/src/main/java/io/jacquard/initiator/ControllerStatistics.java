package io.jacquard.initiator;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What happened on a connection since it was made; reconnects do not reset it. Values are read
 * without stopping anything, so they may be of slightly different moments.
 *
 * @param commands commands sent, admin ones and repetitions included
 * @param errors commands answered with an error status, or lost
 * @param repeats commands sent again after an error or a lost connection
 * @param timeouts commands not answered in time
 * @param aborts Abort commands sent
 * @param resets times the connection was lost or given up
 * @param reconnectAttempts attempts to connect again
 * @param bytesRead data read from namespaces by {@link RemoteNamespace}'s own calls
 * @param bytesWritten data written to namespaces by the same
 */
public record ControllerStatistics(
    long commands,
    long errors,
    long repeats,
    long timeouts,
    long aborts,
    long resets,
    long reconnectAttempts,
    long bytesRead,
    long bytesWritten) {

  static ControllerStatistics of(Lanes lanes, LifecycleCounters life) {
    return new ControllerStatistics(
        sum(lanes, c -> c.commands),
        sum(lanes, c -> c.errors),
        sum(lanes, c -> c.repeats),
        sum(lanes, c -> c.timeouts),
        life.aborts,
        life.resets,
        life.reconnectAttempts,
        sum(lanes, c -> c.bytesRead),
        sum(lanes, c -> c.bytesWritten));
  }

  private static long sum(Lanes lanes, ToLongFunction<LaneCounters> value) {
    List<Lane> io = lanes.io();
    return value.applyAsLong(lanes.admin().counters())
        + io.stream().mapToLong(lane -> value.applyAsLong(lane.counters())).sum();
  }
}
