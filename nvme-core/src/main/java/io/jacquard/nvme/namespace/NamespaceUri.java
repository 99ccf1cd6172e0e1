package io.jacquard.nvme.namespace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Names a namespace: {@code SCHEME:TARGET?name=value&flag}, such as {@code mem:64M}, {@code
 * file:disk.img?size=10G&create} or {@code mem:1G?block=4096}. A plain path is a {@code file:}. As
 * with xNVMe, a PCI address alone is a {@code pci:}, and a size with its unit, {@code 1GB}, is a
 * {@code mem:}; write {@code ./1GB} for a file of that name.
 *
 * @param scheme the kind in lower case
 * @param target what the kind opens: a path, a size
 * @param parameters options in the order given; a flag without {@code =} has the value "true"
 */
public record NamespaceUri(String scheme, String target, Map<String, String> parameters) {
  private static final Pattern PCI_ADDRESS =
      Pattern.compile("([0-9a-fA-F]{4}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]");
  private static final Pattern RAM_DISK = Pattern.compile("[0-9]+[KMGTP]i?B");

  /** Copies the map, keeping its order. */
  public NamespaceUri {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * Parses the text form.
   *
   * @throws IllegalArgumentException if nothing is named, with the reason
   */
  public static NamespaceUri parse(String text) {
    String bare = text.indexOf('?') < 0 ? text : text.substring(0, text.indexOf('?'));
    if (PCI_ADDRESS.matcher(bare).matches()) {
      return parse("pci:" + text);
    }
    if (RAM_DISK.matcher(bare).matches()) {
      return parse("mem:" + text);
    }
    int colon = text.indexOf(':');
    int slash = text.indexOf('/');
    boolean plainPath = colon < 1 || (slash >= 0 && slash < colon) || !isScheme(text, colon);
    String scheme = plainPath ? "file" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = plainPath ? text : text.substring(colon + 1);
    int question = rest.indexOf('?');
    String target = question < 0 ? rest : rest.substring(0, question);
    if (target.isEmpty()) {
      throw new IllegalArgumentException(
          "namespace '" + text + "' names nothing: write mem:SIZE or a path");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    if (question >= 0) {
      for (String part : rest.substring(question + 1).split("&")) {
        addParameter(text, part, parameters);
      }
    }
    return new NamespaceUri(scheme, target, parameters);
  }

  private static void addParameter(String text, String part, Map<String, String> to) {
    if (part.isEmpty()) {
      return;
    }
    int equals = part.indexOf('=');
    String name = equals < 0 ? part : part.substring(0, equals);
    if (to.put(name, equals < 0 ? "true" : part.substring(equals + 1)) != null) {
      throw new IllegalArgumentException("namespace '" + text + "' gives " + name + " twice");
    }
  }

  private static boolean isScheme(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = Character.toLowerCase(text.charAt(i));
      boolean letter = c >= 'a' && c <= 'z';
      boolean digitOrPlus = (c >= '0' && c <= '9') || c == '+';
      if (!letter && (i == 0 || !digitOrPlus)) {
        return false;
      }
    }
    return true;
  }

  /**
   * This URI with a parameter added.
   *
   * @throws IllegalArgumentException if it has that parameter with another value
   */
  public NamespaceUri with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    String before = all.putIfAbsent(name, value);
    if (before != null && !before.equals(value)) {
      throw new IllegalArgumentException(
          "namespace '%s' says %s=%s, and an option %s: leave one out"
              .formatted(this, name, before, value));
    }
    return new NamespaceUri(scheme, target, all);
  }

  /** The value of a parameter, if given. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /**
   * Checks that every parameter is one the provider knows, or one of {@link AccessChoice}.
   *
   * @throws IllegalArgumentException naming the unknown one and those that are known
   */
  public void allowOnly(Set<String> known) {
    for (String name : parameters.keySet()) {
      if (!known.contains(name) && !AccessChoice.NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "namespace '"
                + this
                + "': unknown option '"
                + name
                + "'"
                + NearestName.of(name, known)
                    .map(near -> ", did you mean '" + near + "'?")
                    .orElse("")
                + "; known for "
                + scheme
                + ": "
                + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  /** The text form, which {@link #parse} reads back. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scheme).append(':').append(target);
    char separator = '?';
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      text.append(separator).append(parameter.getKey());
      if (!parameter.getValue().equals("true")) {
        text.append('=').append(parameter.getValue());
      }
      separator = '&';
    }
    return text.toString();
  }
}
