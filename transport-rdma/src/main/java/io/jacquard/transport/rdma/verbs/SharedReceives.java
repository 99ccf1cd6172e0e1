package io.jacquard.transport.rdma.verbs;

/** A shared receive queue, which DiSNI does not know. */
public interface SharedReceives {
  /** For {@code IbvQPInitAttr.setSrq}. */
  long handle();
}
