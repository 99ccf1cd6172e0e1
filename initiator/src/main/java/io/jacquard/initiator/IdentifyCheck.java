package io.jacquard.initiator;

import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.property.ControllerCapabilities;
import java.util.concurrent.CompletionException;

/** What this host reads out of Identify Controller, and what it cannot work with. */
final class IdentifyCheck {
  /** The events that this host understands. */
  private static final int KNOWN_EVENTS =
      AsyncEventConfiguration.NAMESPACE_ATTRIBUTE
          | AsyncEventConfiguration.FIRMWARE_ACTIVATION
          | AsyncEventConfiguration.ANA_CHANGE
          | AsyncEventConfiguration.DISCOVERY_LOG_PAGE;

  /** The unit of CRDT1 to CRDT3. */
  private static final long RETRY_DELAY_UNIT_NANOS = 100_000_000;

  private IdentifyCheck() {}

  /** Refuses a controller that contradicts itself or places data where this host does not. */
  static void check(IdentifyController identify, int controllerId, ConnectOptions options) {
    if (identify.cntlid() != controllerId) {
      throw unsuitable(
          "Connect gave controller %d, but Identify says %d: two controllers answer at %s"
              .formatted(controllerId, identify.cntlid(), options.address()));
    }
    if (identify.get(IdentifyController.ICDOFF) != 0) {
      throw unsuitable("the controller wants in-capsule data at an offset (ICDOFF), not after SQE");
    }
    if (options.subsystem().isDiscovery() && isIo(identify)) {
      throw unsuitable("a discovery NQN was connected, but Identify says it is an I/O controller");
    }
  }

  private static CompletionException unsuitable(String message) {
    return new CompletionException(new UnsuitableControllerException(message));
  }

  private static boolean isIo(IdentifyController identify) {
    return identify.getInt(IdentifyController.CNTRLTYPE) == IdentifyController.CNTRLTYPE_IO;
  }

  /** True if the controller has no I/O queues: by its type, or its name if it tells no type. */
  static boolean isDiscovery(IdentifyController identify, Nqn subsystem) {
    return switch (identify.getInt(IdentifyController.CNTRLTYPE)) {
      case IdentifyController.CNTRLTYPE_IO -> false;
      case IdentifyController.CNTRLTYPE_DISCOVERY, IdentifyController.CNTRLTYPE_ADMIN -> true;
      default -> subsystem.isDiscovery();
    };
  }

  static int wantedEvents(IdentifyController identify) {
    return identify.getInt(IdentifyController.OAES) & KNOWN_EVENTS;
  }

  /** How many Aborts the controller takes at a time. */
  static int abortLimit(IdentifyController identify) {
    return identify.getInt(IdentifyController.ACL) + 1;
  }

  static int eventRequestLimit(IdentifyController identify) {
    return identify.getInt(IdentifyController.AERL) + 1;
  }

  /** True unless the controller says that it has no Keep Alive. */
  static boolean keepsAlive(IdentifyController identify) {
    return identify.get(IdentifyController.KAS) != 0;
  }

  static boolean anyCommandKeepsAlive(IdentifyController identify) {
    return identify.has(IdentifyController.CTRATT, IdentifyController.CTRATT_TBKAS);
  }

  static long retryDelayNanos(IdentifyController identify, int crd) {
    long units =
        switch (crd) {
          case 1 -> identify.get(IdentifyController.CRDT1);
          case 2 -> identify.get(IdentifyController.CRDT2);
          case 3 -> identify.get(IdentifyController.CRDT3);
          default -> 0;
        };
    return units * RETRY_DELAY_UNIT_NANOS;
  }

  /** Entries of an I/O queue: what is wanted, as far as CAP.MQES and MAXCMD allow. */
  static int queueEntries(
      IdentifyController identify, ControllerCapabilities capabilities, int wanted) {
    int entries = Math.min(wanted, capabilities.mqes() + 1);
    int commands = identify.getInt(IdentifyController.MAXCMD);
    return Math.max(2, commands == 0 ? entries : Math.min(entries, commands));
  }

  /** Data that an I/O command capsule may carry, if the controller takes data in capsules. */
  static int inCapsuleBytes(IdentifyController identify) {
    boolean allowed = identify.has(IdentifyController.SGLS, IdentifyController.SGLS_OFFSET);
    return allowed ? (int) Math.min(identify.inCapsuleBytes(), 1 << 20) : 0;
  }

  /** Largest data of one command in bytes. */
  static int maxTransfer(Association association) {
    long limit = association.identify().maxTransferBytes(association.capabilities().mpsmin());
    return (int) Math.min(limit, ConnectOptions.LARGEST_TRANSFER);
  }
}
