package io.jacquard.initiator;

/**
 * What happened on one {@link Lane} since it was made. Written on its loop; other threads may read
 * and see slightly old values.
 */
final class LaneCounters {
  long commands;
  long answers;
  long errors;
  long repeats;
  long timeouts;
  long bytesRead;
  long bytesWritten;
}
