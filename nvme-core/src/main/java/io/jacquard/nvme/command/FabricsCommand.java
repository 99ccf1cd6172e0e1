package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Sqe;

/**
 * A command of the fabrics command set as a value (NVMe Base 2.1, 6 "Fabrics Command Set"): the
 * fields of its submission queue entry that are its own, without command identifier and SGL.
 */
public sealed interface FabricsCommand
    permits Connect,
        PropertyGet,
        PropertySet,
        Disconnect,
        AuthenticationSend,
        AuthenticationReceive {

  /** The fabrics command type, one of {@link FabricsCommandType}. */
  int fctype();

  /**
   * Writes the whole entry: opcode, fabrics command type, PSDT for SGLs and this command's fields;
   * the rest becomes 0. The caller then sets command identifier and SGL 1.
   */
  void encode(Sqe sqe);

  /**
   * Reads an entry whose opcode is 7Fh. Reserved bytes are ignored.
   *
   * @throws MalformedException if the fabrics command type is not known or a field is not allowed
   */
  static FabricsCommand decode(Sqe sqe) {
    return switch (sqe.fctype()) {
      case FabricsCommandType.CONNECT -> Connect.decode(sqe);
      case FabricsCommandType.PROPERTY_GET -> PropertyGet.decode(sqe);
      case FabricsCommandType.PROPERTY_SET -> PropertySet.decode(sqe);
      case FabricsCommandType.DISCONNECT -> Disconnect.decode(sqe);
      case FabricsCommandType.AUTHENTICATION_SEND -> AuthenticationSend.decode(sqe);
      case FabricsCommandType.AUTHENTICATION_RECEIVE -> AuthenticationReceive.decode(sqe);
      default ->
          throw new MalformedException(
              "Fabrics Command",
              "FCTYPE",
              Sqe.FCTYPE,
              String.format("%02xh is not a known type", sqe.fctype()));
    };
  }
}
