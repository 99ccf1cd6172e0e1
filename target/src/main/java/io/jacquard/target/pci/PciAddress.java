package io.jacquard.target.pci;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a PCI function is: {@code 0000:01:00.0}, or short without the domain {@code 01:00.0}.
 *
 * @param domain 0 to 2^31 - 1
 * @param bus 0 to 255
 * @param device 0 to 31
 * @param function 0 to 7
 */
public record PciAddress(int domain, int bus, int device, int function) {
  private static final Pattern FORM =
      Pattern.compile("(?:([0-9a-fA-F]{1,7}):)?([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2})\\.([0-7])");
  private static final Path DEVICES = Path.of("/sys/bus/pci/devices");
  private static final int HEXADECIMAL = 16;
  private static final int LAST_DEVICE = 31;

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static PciAddress parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches() || hex(parts.group(3)) > LAST_DEVICE) {
      throw new IllegalArgumentException(
          "'" + text + "' is no PCI address; write it like 0000:01:00.0, as lspci -D shows it");
    }
    int domain = parts.group(1) == null ? 0 : hex(parts.group(1));
    return new PciAddress(domain, hex(parts.group(2)), hex(parts.group(3)), hex(parts.group(4)));
  }

  private static int hex(String digits) {
    return Integer.parseInt(digits, HEXADECIMAL);
  }

  /** The function's directory in sysfs, whether it exists or not. */
  Path directory() {
    return DEVICES.resolve(toString());
  }

  /** The long form. */
  @Override
  public String toString() {
    return String.format("%04x:%02x:%02x.%x", domain, bus, device, function);
  }
}
