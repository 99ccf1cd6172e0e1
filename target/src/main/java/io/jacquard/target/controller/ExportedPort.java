package io.jacquard.target.controller;

import io.jacquard.nvme.identity.Nqn;
import java.util.Optional;

/** What hosts find behind one port. Thread-safe. */
public interface ExportedPort {

  /** The port's ID, 0 to 65535. */
  int portId();

  /** What the subsystem name of a Connect command leads to here, now. */
  Optional<Export> find(Nqn subsystem);
}
