package io.jacquard.initiator.cli;

/** The forms of output, with the names that nvme-cli gives them. */
enum OutputFormat {
  /** Text for people. */
  normal,
  /** JSON with the keys that nvme-cli uses. */
  json,
  /** The structure's bytes as the controller sent them. */
  binary
}
