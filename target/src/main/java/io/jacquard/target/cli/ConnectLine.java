package io.jacquard.target.cli;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import java.util.Locale;

/** Commands of Linux's {@code nvme}, ready to be pasted. */
public final class ConnectLine {
  private static final String ANY = "ADDRESS";

  private ConnectLine() {}

  /** Connects a Linux host to a subsystem. */
  public static String connect(TransportAddress at, Nqn subsystem) {
    return "nvme connect " + where(at) + " -n " + subsystem;
  }

  /** Lists what is exported. */
  public static String discover(TransportAddress at) {
    return "nvme discover " + where(at);
  }

  /** The address that hosts use; one of all addresses is left for the person to choose. */
  private static String where(TransportAddress at) {
    return String.format(
        Locale.ROOT,
        "-t %s -a %s -s %s",
        at.type(),
        at.isWildcard() ? ANY : at.traddr(),
        at.trsvcid());
  }
}
