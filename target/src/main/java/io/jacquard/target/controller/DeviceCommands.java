package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.wire.Sqe;

/**
 * The admin commands that a controller does not answer itself, since a device stands behind it.
 * Confined to the controller's loop.
 */
interface DeviceCommands {
  /** There is no device. */
  DeviceCommands NONE =
      new DeviceCommands() {
        @Override
        public boolean takes(Sqe sqe) {
          return false;
        }

        @Override
        public int check(Sqe sqe, int dataBytes) {
          throw new IllegalStateException("no device takes " + sqe);
        }

        @Override
        public void execute(Command command) {
          throw new IllegalStateException("no device takes " + command.sqe());
        }
      };

  /** True if a command is for the device, and not for the controller itself. */
  boolean takes(Sqe sqe);

  /** What can be said on arrival of a command that the device takes: 0, or why it is refused. */
  int check(Sqe sqe, int dataBytes);

  /** Executes one. It completes later, or at once. */
  void execute(Command command);
}
