package io.jacquard.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The programs that can be a target or a client of a run. */
sealed interface Side permits OurSide, SpdkSide {
  /** The subsystem that every target exports. */
  String NQN = "nqn.2026-01.io.jacquard:bench";

  /** Size of the namespace in MiB. */
  int MEBIBYTES = 256;

  String name();

  /** The command of a target with a namespace in memory at 127.0.0.1. */
  List<String> target(int port, Path directory) throws IOException;

  /** Words in the target's output that say that it runs. */
  String targetReady();

  /** The command of a client. */
  List<String> client(int port, Workload workload, int warmUpSeconds, int seconds);

  /**
   * Reads a client's output.
   *
   * @throws IOException if the client did not measure anything; the message has its output
   */
  Measurement measurement(String output) throws IOException;
}
