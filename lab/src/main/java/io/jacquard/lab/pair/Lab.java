package io.jacquard.lab.pair;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A lab that was brought up. Immutable; it says nothing about what has happened since.
 *
 * @param kernel version of the guests' kernel
 * @param since when it was up, as ISO 8601 tells it; empty of one whose start has not ended
 * @param machines the target first, then the initiator
 * @param bridge that joins them; {@link LabBridge#NONE} if sockets do
 */
public record Lab(String kernel, String since, List<LabMachine> machines, LabBridge bridge) {

  /** Copies the list; a lab of before there were bridges has none. */
  public Lab {
    machines = List.copyOf(machines);
    bridge = bridge == null ? LabBridge.NONE : bridge;
  }

  /** A lab whose machines are joined by sockets. */
  public Lab(String kernel, String since, List<LabMachine> machines) {
    this(kernel, since, machines, LabBridge.NONE);
  }

  /** Whether it came up; its machines may have ended since. */
  @JsonIgnore
  public boolean cameUp() {
    return !since.isEmpty();
  }

  /** The machine with the NVMe controller. */
  @JsonIgnore
  public LabMachine target() {
    return machines.getFirst();
  }

  /** The machine that uses it. */
  @JsonIgnore
  public LabMachine initiator() {
    return machines.get(1);
  }

  /**
   * The machine of a name.
   *
   * @throws IOException if there is none, with the names there are
   */
  public LabMachine machine(String name) throws IOException {
    return machines.stream()
        .filter(machine -> machine.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "the lab has no machine '%s'; it has %s"
                        .formatted(name, String.join(", ", names()))));
  }

  private List<String> names() {
    return machines.stream().map(LabMachine::name).toList();
  }

  /** Names of machines that have ended, joined by commas; empty if all run. */
  @JsonIgnore
  public String ended() {
    return machines.stream()
        .filter(machine -> !machine.alive())
        .map(LabMachine::name)
        .collect(Collectors.joining(", "));
  }
}
