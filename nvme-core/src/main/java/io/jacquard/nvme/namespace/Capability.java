package io.jacquard.nvme.namespace;

/** What a namespace can do beyond Read, Write and Flush. */
public enum Capability {
  /** Dataset Management with Deallocate gives the space back. */
  DEALLOCATE,
  /** Write Zeroes. */
  WRITE_ZEROES,
  /** Compare. */
  COMPARE,
  /** Fused Compare and Write, atomic against every other command. */
  COMPARE_AND_WRITE,
  /** Verify. */
  VERIFY,
  /** Copy within the namespace. */
  COPY,
  /** Can change its size while in use; see {@link Namespace#resize}. */
  RESIZE,
  /** Carries every I/O command unchanged to a controller, which decides. */
  PASSTHROUGH
}
