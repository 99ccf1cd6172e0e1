package io.jacquard.target.definition;

import io.jacquard.nvme.identity.Nqn;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An NVM subsystem to export.
 *
 * @param nqn its name
 * @param serialNumber SN of its controllers, 1 to 20 printable ASCII characters; derived from the
 *     NQN when empty
 * @param modelNumber MN of its controllers, 1 to 40 printable ASCII characters
 * @param allowAnyHost true to let every host connect
 * @param allowedHosts hosts that may connect otherwise
 * @param namespaces what it contains; NSIDs differ
 * @param firstControllerId smallest controller ID to give out, 1 to 0xFFEF
 * @param lastControllerId largest controller ID to give out, 1 to 0xFFEF
 * @param maxIoQueues most I/O queues of one controller, 1 to 65535
 * @param maxQueueEntries most entries of an I/O queue (CAP.MQES + 1), 16 to 65536
 * @param passthrough the local controller that the subsystem is, instead of namespaces
 */
public record SubsystemDefinition(
    Nqn nqn,
    Optional<String> serialNumber,
    String modelNumber,
    boolean allowAnyHost,
    Set<Nqn> allowedHosts,
    List<NamespaceDefinition> namespaces,
    int firstControllerId,
    int lastControllerId,
    int maxIoQueues,
    int maxQueueEntries,
    Optional<PassthroughDefinition> passthrough) {

  /** Model number of a subsystem that gives none. */
  public static final String DEFAULT_MODEL = "Jacquard";

  /**
   * Largest controller ID that may be given out (NVMe Base, Controller ID: FFF0h up is reserved).
   */
  public static final int LAST_CONTROLLER_ID = 0xFFEF;

  /** I/O queues of one controller unless said otherwise. */
  public static final int DEFAULT_IO_QUEUES = 64;

  /** Entries of an I/O queue unless said otherwise. */
  public static final int DEFAULT_QUEUE_ENTRIES = 256;

  /** Copies the collections and checks ranges. */
  public SubsystemDefinition {
    allowedHosts = Set.copyOf(allowedHosts);
    namespaces = List.copyOf(namespaces);
    serialNumber.ifPresent(sn -> requireText(nqn, "serial number", sn, 20));
    requireText(nqn, "model number", modelNumber, 40);
    requireRange(nqn, "first controller ID", firstControllerId, 1, LAST_CONTROLLER_ID);
    requireRange(
        nqn, "last controller ID", lastControllerId, firstControllerId, LAST_CONTROLLER_ID);
    requireRange(nqn, "I/O queues", maxIoQueues, 1, 65535);
    requireRange(nqn, "queue entries", maxQueueEntries, 16, 65536);
    if (passthrough.isPresent() && !namespaces.isEmpty()) {
      throw new IllegalArgumentException(
          "subsystem "
              + nqn
              + " passes "
              + passthrough.get().device()
              + " through and has its namespaces; it cannot have others");
    }
    Set<Long> ids = new HashSet<>();
    for (NamespaceDefinition namespace : namespaces) {
      if (!ids.add(namespace.nsid())) {
        throw new IllegalArgumentException(
            "subsystem " + nqn + ": namespace " + namespace.nsid() + " is defined twice");
      }
    }
  }

  /** A subsystem of namespaces. */
  public SubsystemDefinition(
      Nqn nqn,
      Optional<String> serialNumber,
      String modelNumber,
      boolean allowAnyHost,
      Set<Nqn> allowedHosts,
      List<NamespaceDefinition> namespaces,
      int firstControllerId,
      int lastControllerId,
      int maxIoQueues,
      int maxQueueEntries) {
    this(
        nqn,
        serialNumber,
        modelNumber,
        allowAnyHost,
        allowedHosts,
        namespaces,
        firstControllerId,
        lastControllerId,
        maxIoQueues,
        maxQueueEntries,
        Optional.empty());
  }

  private static void requireText(Nqn nqn, String name, String text, int longest) {
    boolean printable = text.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
    if (text.isBlank() || text.length() > longest || !printable) {
      throw new IllegalArgumentException(
          "subsystem "
              + nqn
              + ": "
              + name
              + " '"
              + text
              + "' is not 1 to "
              + longest
              + " printable ASCII characters");
    }
  }

  private static void requireRange(Nqn nqn, String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "subsystem " + nqn + ": " + name + " " + value + " is not in " + least + ".." + most);
    }
  }

  /** A subsystem with these namespaces, open to every host, and defaults for the rest. */
  public static SubsystemDefinition open(Nqn nqn, List<NamespaceDefinition> namespaces) {
    return new SubsystemDefinition(
        nqn,
        Optional.empty(),
        DEFAULT_MODEL,
        true,
        Set.of(),
        namespaces,
        1,
        LAST_CONTROLLER_ID,
        DEFAULT_IO_QUEUES,
        DEFAULT_QUEUE_ENTRIES);
  }

  /** This subsystem with other namespaces. */
  public SubsystemDefinition withNamespaces(List<NamespaceDefinition> others) {
    return new SubsystemDefinition(
        nqn,
        serialNumber,
        modelNumber,
        allowAnyHost,
        allowedHosts,
        others,
        firstControllerId,
        lastControllerId,
        maxIoQueues,
        maxQueueEntries,
        passthrough);
  }

  /** This subsystem as a local controller, without namespaces of its own. */
  public SubsystemDefinition passing(PassthroughDefinition controller) {
    return new SubsystemDefinition(
        nqn,
        serialNumber,
        modelNumber,
        allowAnyHost,
        allowedHosts,
        List.of(),
        firstControllerId,
        lastControllerId,
        maxIoQueues,
        maxQueueEntries,
        Optional.of(controller));
  }
}
