package io.jacquard.lab.pair.demo;

import io.jacquard.lab.pair.GuestScript;
import java.util.Locale;

/** Whose target or initiator takes part. */
public enum Side {
  /** Linux's own. */
  KERNEL,
  /** Jacquard's. */
  JACQUARD;

  /** The name, as people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Functions that export a disk: target_up, target_down. */
  public GuestScript target() {
    return GuestScript.with(word() + "-target.sh");
  }

  /** Functions that use it: discover, connect, verify, and the kernel's file_system, disconnect. */
  public GuestScript initiator() {
    return GuestScript.with(word() + "-initiator.sh");
  }
}
