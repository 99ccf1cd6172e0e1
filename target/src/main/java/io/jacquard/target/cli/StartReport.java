package io.jacquard.target.cli;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a target that has started tells the person who started it. */
final class StartReport {

  /**
   * A subsystem.
   *
   * @param nqn its name
   * @param hosts who may connect, in words
   * @param namespaces what it contains
   */
  record Exported(Nqn nqn, String hosts, List<Volume> namespaces) {}

  /**
   * A namespace.
   *
   * @param nsid its ID
   * @param geometry its size
   * @param medium what it is kept on, in words
   * @param notes why it is not reached by a better way
   */
  record Volume(long nsid, NamespaceGeometry geometry, String medium, List<String> notes) {}

  /**
   * An address in use.
   *
   * @param address as hosts see it
   * @param subsystems what is exported there; empty for discovery alone
   */
  record Listening(TransportAddress address, List<Nqn> subsystems) {}

  private final PrintWriter out;

  StartReport(PrintWriter out) {
    this.out = out;
  }

  void print(List<Exported> subsystems, List<Listening> addresses, Optional<String> metrics) {
    for (Exported subsystem : subsystems) {
      out.printf("Subsystem %s (%s)%n", subsystem.nqn(), subsystem.hosts());
      table(subsystem.namespaces());
    }
    for (Listening listening : addresses) {
      out.printf("Listening on %s: %s%n", listening.address(), purpose(listening));
    }
    metrics.ifPresent(url -> out.printf("Metrics on %s%n", url));
    hints(subsystems, addresses);
    out.flush();
  }

  private void table(List<Volume> namespaces) {
    if (namespaces.isEmpty()) {
      out.println("  no namespaces");
      return;
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"NSID", "SIZE", "BLOCK", "MEDIUM"});
    for (Volume volume : namespaces) {
      NamespaceGeometry geometry = volume.geometry();
      rows.add(
          new String[] {
            Long.toString(volume.nsid()),
            ByteSize.describe(geometry.bytes()),
            Integer.toString(geometry.blockSize()),
            volume.medium() + (geometry.readOnly() ? ", read-only" : "")
          });
    }
    int[] widths = new int[3];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    String format = "  %-" + widths[0] + "s  %-" + widths[1] + "s  %-" + widths[2] + "s  %s%n";
    rows.forEach(row -> out.printf(format, (Object[]) row));
    for (Volume volume : namespaces) {
      volume.notes().forEach(note -> out.printf("  Namespace %d: %s%n", volume.nsid(), note));
    }
  }

  private static String purpose(Listening listening) {
    int count = listening.subsystems().size();
    return count == 0
        ? "discovery"
        : count + (count == 1 ? " subsystem" : " subsystems") + " and discovery";
  }

  private void hints(List<Exported> subsystems, List<Listening> addresses) {
    out.println();
    for (Exported subsystem : subsystems) {
      addresses.stream()
          .filter(listening -> listening.subsystems().contains(subsystem.nqn()))
          .findFirst()
          .ifPresent(at -> out.println(ConnectLine.connect(at.address(), subsystem.nqn())));
    }
    out.println("Ctrl-C stops.");
  }
}
