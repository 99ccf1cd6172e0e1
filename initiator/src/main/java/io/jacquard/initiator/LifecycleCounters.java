package io.jacquard.initiator;

/**
 * What happened to one connection. Written on the admin lane's loop, other threads may read and see
 * slightly old values.
 */
final class LifecycleCounters {
  long resets;
  long reconnectAttempts;
  long aborts;
}
