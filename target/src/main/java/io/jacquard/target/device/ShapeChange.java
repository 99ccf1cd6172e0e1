package io.jacquard.target.device;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.wire.Sqe;

/** Admin commands after which a namespace is not what it was: its blocks, its data, or itself. */
public final class ShapeChange {
  private static final int SELECT_MASK = 0xF;

  /** SEL of Namespace Management and of Namespace Attachment: Delete, Detach. */
  private static final int SELECT_REMOVE = 1;

  private static final int ALL_NAMESPACES = -1;

  /** FNA bits 0 and 1: a format, and a secure erase, is one of all namespaces. */
  private static final int FNA_ALL_NAMESPACES = 0x3;

  private ShapeChange() {}

  /** True if a command is one of them. */
  public static boolean by(Sqe command) {
    return switch (command.opcode()) {
      case AdminOpcode.FORMAT_NVM, AdminOpcode.SANITIZE -> true;
      case AdminOpcode.NAMESPACE_MANAGEMENT, AdminOpcode.NAMESPACE_ATTACHMENT ->
          (command.cdw10() & SELECT_MASK) == SELECT_REMOVE;
      default -> false;
    };
  }

  /**
   * True if such a command may change the namespace with an ID.
   *
   * @param controller that carries it out: it may format or erase all namespaces only (FNA)
   */
  public static boolean concerns(Sqe command, int nsid, IdentifyController controller) {
    boolean all =
        switch (command.opcode()) {
          case AdminOpcode.SANITIZE -> true;
          case AdminOpcode.FORMAT_NVM ->
              (controller.getInt(IdentifyController.FNA) & FNA_ALL_NAMESPACES) != 0;
          default -> false;
        };
    return all || command.nsid() == ALL_NAMESPACES || command.nsid() == nsid;
  }
}
