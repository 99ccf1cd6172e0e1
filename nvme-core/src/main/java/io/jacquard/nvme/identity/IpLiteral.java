package io.jacquard.nvme.identity;

import java.net.Inet6Address;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recognises IP addresses in text, without ever asking a name service. */
final class IpLiteral {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._~-]+");

  private IpLiteral() {}

  static boolean isV4(String text) {
    return V4.matcher(text).matches();
  }

  /** The RFC 5952 form of an IPv6 address, its zone kept; empty if the text is not an address. */
  static Optional<String> canonicalV6(String text) {
    int percent = text.indexOf('%');
    String address = percent < 0 ? text : text.substring(0, percent);
    String zone = percent < 0 ? "" : text.substring(percent);
    if (!V6.matcher(address).matches()
        || (percent >= 0 && !ZONE.matcher(zone.substring(1)).matches())) {
      return Optional.empty();
    }
    try {
      // An IPv4-mapped address becomes an Inet4Address and stays as it is written.
      return Optional.of(
          (Inet6Address.ofLiteral(address) instanceof Inet6Address v6
                  ? shorten(v6.getAddress())
                  : address)
              + zone);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String shorten(byte[] address) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (address[2 * i] & 0xFF) << 8 | address[2 * i + 1] & 0xFF;
    }
    int runStart = -1;
    int runLength = 1; // one zero group alone is not shortened
    for (int i = 0; i < 8; i++) {
      int length = zeroesFrom(groups, i);
      if (length > runLength) {
        runStart = i;
        runLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == runStart) {
        text.append("::");
        i += runLength - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static int zeroesFrom(int[] groups, int start) {
    int end = start;
    while (end < groups.length && groups[end] == 0) {
      end++;
    }
    return end - start;
  }
}
