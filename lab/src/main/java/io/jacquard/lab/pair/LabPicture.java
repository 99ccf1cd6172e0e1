package io.jacquard.lab.pair;

import java.util.ArrayList;
import java.util.List;

/** A lab as a drawing in text. */
public final class LabPicture {

  private static final int WIDTH = 50;

  private LabPicture() {}

  /** The machines beside each other, the link below them, and how to enter them. */
  public static String of(Lab lab) {
    StringBuilder text = new StringBuilder();
    List<LabMachine> machines = lab.machines();
    for (int i = 0; i < machines.size(); i += 2) {
      row(text, lab, machines.subList(i, Math.min(i + 2, machines.size())));
    }
    link(text, lab);
    text.append('\n');
    for (LabMachine machine : machines) {
      text.append(
          "  jacquard lab shell %-12s enter it (Ctrl-] leaves)%n".formatted(machine.name()));
      if (!machine.gdb().isEmpty()) {
        text.append("  gdb -ex 'target remote %s'%n".formatted(machine.gdb()));
      }
    }
    text.append("  jacquard lab demo               export the disk, use it, verify\n");
    text.append("  jacquard lab capture x.pcap     what goes over the link, for Wireshark\n");
    if (lab.bridge().isThere()) {
      text.append("  %s%n    enter the bridge's network%n".formatted(entry(lab.bridge())));
    }
    text.append("  jacquard lab down               power off\n");
    return text.toString();
  }

  private static String entry(LabBridge bridge) {
    return String.join(" ", bridge.launcher()) + " bash";
  }

  private static void row(StringBuilder text, Lab lab, List<LabMachine> machines) {
    List<List<String>> boxes = new ArrayList<>();
    int height = 0;
    for (LabMachine machine : machines) {
      List<String> box = box(lab, machine);
      boxes.add(box);
      height = Math.max(height, box.size());
    }
    line(text, machines.size(), "+" + "-".repeat(WIDTH) + "+");
    for (int i = 0; i < height; i++) {
      for (List<String> box : boxes) {
        String cell = i < box.size() ? box.get(i) : "";
        text.append(("  | %-" + (WIDTH - 1) + "s|").formatted(cell));
      }
      text.append('\n');
    }
    line(
        text, machines.size(), "+" + "-".repeat(WIDTH / 2) + "+" + "-".repeat(WIDTH / 2 - 1) + "+");
  }

  private static void line(StringBuilder text, int count, String line) {
    text.append(("  " + line).repeat(count)).append('\n');
  }

  private static List<String> box(Lab lab, LabMachine machine) {
    List<String> lines = new ArrayList<>();
    lines.add("%-14s%s".formatted(machine.name(), machine.address()));
    lines.add(
        "Linux %s, %d MiB, pid %d"
            .formatted(lab.kernel(), machine.memoryMebibytes(), machine.pid()));
    lines.addAll(machine.devices());
    return lines;
  }

  private static void link(StringBuilder text, Lab lab) {
    int machines = lab.machines().size();
    String what = lab.bridge().isThere() ? "bridge with DHCP" : "private link";
    int half = WIDTH / 2 + 3;
    text.append(" ".repeat(half)).append('|').append(" ".repeat(WIDTH + 3)).append("|\n");
    text.append(" ".repeat(half))
        .append(("+" + middle(" " + what + ", 10.77.0.0/24, MTU 4200 ") + "+\n"));
    if (machines > 2) {
      text.append(" ".repeat(half)).append("  (of all ").append(machines).append(" machines)\n");
    }
  }

  private static String middle(String words) {
    int left = (WIDTH + 3 - words.length()) / 2;
    return "-".repeat(left) + words + "-".repeat(WIDTH + 3 - words.length() - left);
  }
}
