package io.jacquard.transport.rdma;

/** What a request's identifier tells when it completes: its kind and a number. */
final class WorkId {
  /** A receive; the number is that of its buffer. */
  static final int RECEIVE = 1;

  /** A SEND, with the WRITEs before it; the number is that of its slot. */
  static final int SEND = 2;

  /** An RDMA READ; the number is that of its slot. */
  static final int READ = 3;

  /** The last request before a queue pair is destroyed. */
  static final int LAST = 4;

  /** A request that completes only when it fails; nothing is known of it any more. */
  static final int UNSIGNALED = 5;

  /** A request after which all before it have been carried out. */
  static final int FENCE = 6;

  private static final int KIND_SHIFT = 32;

  private WorkId() {}

  static long of(int kind, int number) {
    return (long) kind << KIND_SHIFT | number;
  }

  static int kind(long id) {
    return (int) (id >>> KIND_SHIFT);
  }

  static int number(long id) {
    return (int) id;
  }
}
