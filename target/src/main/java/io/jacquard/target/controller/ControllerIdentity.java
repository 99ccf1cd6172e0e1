package io.jacquard.target.controller;

import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.transport.TransportTraits;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The fields of Identify Controller that I/O and discovery controllers have in common. */
final class ControllerIdentity {
  private static final int CAPSULE_UNIT = 16;
  private static final int RESPONSE_BYTES = 16;
  private static final int PAGE = 4096;
  private static final int SERIAL_BYTES = 10;

  /** LPA bit 5: log pages 00h, 05h, 12h and 13h have their scopes and effects. */
  static final int LPA_SUPPORTED_PAGES = 1 << 5;

  private ControllerIdentity() {}

  static Structure.Builder<IdentifyController> common(Controller controller, int type) {
    TransportTraits traits = controller.hostQueue().connection().traits();
    ByteBuffer name = ByteBuffer.allocate(Nqn.FIELD_BYTES);
    controller.subsystem().encode(name, 0);
    return IdentifyController.builder()
        .setText(IdentifyController.FR, FirmwareRevision.current())
        .set(IdentifyController.MDTS, mdts(traits.largestTransfer()))
        .set(IdentifyController.CNTLID, controller.controllerId())
        .setInt(IdentifyController.VER, ControllerProperties.VERSION.value())
        .set(IdentifyController.CNTRLTYPE, type)
        .set(IdentifyController.AERL, AsyncEvents.LIMIT - 1)
        .set(IdentifyController.ELPE, ErrorLog.ENTRIES - 1)
        .set(IdentifyController.KAS, KeepAlive.GRANULARITY)
        .setInt(IdentifyController.SGLS, traits.sglSupport())
        .setBytes(IdentifyController.SUBNQN, name.array())
        .set(IdentifyController.IOCCSZ, (Sqe.BYTES + traits.inCapsuleBytes()) / CAPSULE_UNIT)
        .set(IdentifyController.IORCSZ, RESPONSE_BYTES / CAPSULE_UNIT)
        .set(IdentifyController.MSDBD, traits.maxSglDescriptors());
  }

  /** MDTS for a largest transfer in bytes, two pages or more: an exponent of pages. */
  static int mdts(int bytes) {
    return Integer.numberOfTrailingZeros(Integer.highestOneBit(bytes / PAGE));
  }

  /** A serial number that follows from the subsystem's name: 20 hexadecimal digits. */
  static String derivedSerial(Nqn subsystem) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest(subsystem.value().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, SERIAL_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
