package io.jacquard.target.controller;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.subsystem.BackingController;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Admin commands of a passthrough subsystem's controller that its device executes. Status and
 * result come back as they are; of the data, what over fabrics would be wrong is put right by
 * {@link PassedStructures}. Confined to the controller's loop, on which nothing waits for the
 * device.
 */
final class PassedCommands implements DeviceCommands {
  private static final int DWORD = 4;
  private static final int VENDOR_SPECIFIC = 0xC0;
  private static final int INVALID_FIELD = Status.withDnr(Status.INVALID_FIELD);
  private static final int WRONG_LENGTH = Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);

  /**
   * The least that the device is given room for: as much as any structure and feature has whose
   * length the command does not say. Less than it moves would be memory that is not ours.
   */
  private static final int LEAST_ROOM = 4096;

  private final IoController controller;
  private final BackingController device;
  private final PassedCommandPolicy policy;
  private final PassedStructures structures;

  PassedCommands(IoController controller, BackingController device) {
    this.controller = controller;
    this.device = device;
    this.policy = new PassedCommandPolicy(device.definition().commands());
    this.structures = new PassedStructures(controller, device, policy);
  }

  @Override
  public boolean takes(Sqe sqe) {
    return policy.passes(sqe) && !isOfHiddenNamespace(sqe);
  }

  /** Namespaces that could not be exported do not exist for hosts: Identify says so itself. */
  private boolean isOfHiddenNamespace(Sqe sqe) {
    if (sqe.opcode() != AdminOpcode.IDENTIFY) {
      return false;
    }
    return switch (sqe.cdw10() & 0xFF) {
      case Cns.IDENTIFY_NAMESPACE,
          Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST,
          Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE,
          Cns.IO_COMMAND_SET_INDEPENDENT_NAMESPACE ->
          sqe.nsid() != Sqe.NSID_ALL && controller.roster().current().namespace(sqe.nsid()) == null;
      default -> false;
    };
  }

  @Override
  public int check(Sqe sqe, int dataBytes) {
    long needed = needed(sqe);
    if (sqe.opcode() == AdminOpcode.GET_LOG_PAGE
        && PassedStructures.isWholePage(sqe.cdw10() & 0xFF)
        && !structures.canCut(GetLogPage.decode(sqe))) {
      return INVALID_FIELD;
    }
    boolean exact =
        sqe.opcode() == AdminOpcode.IDENTIFY || sqe.opcode() == AdminOpcode.GET_LOG_PAGE;
    return dataBytes < needed || (exact && dataBytes != needed) ? WRONG_LENGTH : Status.SUCCESS;
  }

  /** How much data the device moves, in bytes; what is not known is up to {@link #LEAST_ROOM}. */
  private long needed(Sqe sqe) {
    return switch (sqe.opcode()) {
      case AdminOpcode.IDENTIFY -> Identify.DATA_BYTES;
      case AdminOpcode.GET_LOG_PAGE -> GetLogPage.decode(sqe).length();
      case AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD,
          AdminOpcode.DIRECTIVE_SEND,
          AdminOpcode.DIRECTIVE_RECEIVE ->
          dwords(sqe.cdw10());
      case AdminOpcode.GET_LBA_STATUS -> dwords(sqe.cdw12());
      case AdminOpcode.SECURITY_SEND, AdminOpcode.SECURITY_RECEIVE ->
          Integer.toUnsignedLong(sqe.cdw11());
      default ->
          sqe.opcode() >= VENDOR_SPECIFIC && hasStandardVendorFormat()
              ? Integer.toUnsignedLong(sqe.cdw10()) * DWORD
              : 0;
    };
  }

  /** AVSCC: vendor specific admin commands say the length of their data in dword 10. */
  private boolean hasStandardVendorFormat() {
    return device.identify().has(IdentifyController.AVSCC, 1);
  }

  private static long dwords(int field) {
    return (Integer.toUnsignedLong(field) + 1) * DWORD;
  }

  @Override
  public void execute(Command command) {
    Sqe sqe = Sqe.allocate().copyFrom(command.sqe());
    boolean whole =
        sqe.opcode() == AdminOpcode.GET_LOG_PAGE
            && PassedStructures.isWholePage(sqe.cdw10() & 0xFF);
    if (whole) {
      structures.askForAll(sqe);
    }
    int length = room(sqe, command.length());
    IoBuffer data = length == 0 ? IoBuffer.NONE : IoBuffer.allocate(length);
    if (direction(sqe).toController()) {
      data.bytes().put(0, command.data().bytes(), 0, command.length());
    }
    device.admin(
        sqe,
        data,
        length,
        controller.loop(),
        (status, result) -> ended(command, data, status, result));
  }

  private static int room(Sqe sqe, int dataBytes) {
    return switch (sqe.opcode()) {
      case AdminOpcode.IDENTIFY -> Identify.DATA_BYTES;
      case AdminOpcode.GET_LOG_PAGE -> (int) GetLogPage.decode(sqe).length();
      default -> direction(sqe) == DataDirection.NONE ? 0 : Math.max(dataBytes, LEAST_ROOM);
    };
  }

  private static DataDirection direction(Sqe sqe) {
    return DataDirection.of(sqe.opcode(), 0);
  }

  private void ended(Command command, IoBuffer data, int status, long result) {
    Sqe sqe = command.sqe();
    if (direction(sqe).toHost() && command.length() > 0) {
      reply(command, data, status);
    }
    // Not noted in our error log: hosts read the device's.
    command.complete(status, result);
  }

  private void reply(Command command, IoBuffer data, int status) {
    Sqe sqe = command.sqe();
    ByteBuffer answer = data.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
    int offset = 0;
    if (Status.isSuccess(status) && sqe.opcode() == AdminOpcode.IDENTIFY) {
      answer = structures.identify(sqe, answer);
    } else if (Status.isSuccess(status) && sqe.opcode() == AdminOpcode.GET_LOG_PAGE) {
      GetLogPage request = GetLogPage.decode(sqe);
      if (PassedStructures.isWholePage(request.lid())) {
        answer = structures.logPage(request.lid(), answer);
        offset = (int) request.offset();
      }
    }
    AdminData.reply(command, answer, offset);
  }
}
