package io.jacquard.target.config;

import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.commons.configuration2.tree.ImmutableNode;

/**
 * A section of a configuration file while it is read. Every key that is asked for is a known key;
 * {@link #finish} reports the others. What is wrong is noted in the findings and reads as absent.
 *
 * <p>Walks the nodes and not Commons Configuration's key expressions, in which a dot in a name
 * would start another level.
 */
final class Section {
  private final ImmutableNode node;
  private final String path;
  private final Findings findings;
  private final TreeSet<String> known = new TreeSet<>();

  Section(ImmutableNode node, String path, Findings findings) {
    this.node = node;
    this.path = path;
    this.findings = findings;
  }

  String path() {
    return path;
  }

  String path(String key) {
    return Positions.child(path, key);
  }

  void error(String key, String message) {
    findings.error(path(key), message);
  }

  void warn(String key, String message) {
    findings.warn(path(key), message);
  }

  /** Whether the key is there at all, be it empty. */
  boolean has(String key) {
    known.add(key);
    return findings.keys(path).contains(key);
  }

  /** Whether the key has 'key: value' lines below it, and not a value. */
  boolean isSection(String key) {
    return elements(key).stream().anyMatch(one -> !one.getChildren().isEmpty());
  }

  /** A text, read by {@code parser}, which throws IllegalArgumentException if it is not valid. */
  <T> Optional<T> text(String key, Function<String, T> parser) {
    return scalar(key).flatMap(value -> parseText(path(key), value, parser));
  }

  Optional<String> text(String key) {
    return text(key, Function.identity());
  }

  /** A text or number in text form. */
  <T> Optional<T> textOrNumber(String key, Function<String, T> parser) {
    return scalar(key).flatMap(value -> parse(path(key), value.toString(), parser));
  }

  Optional<Boolean> flag(String key) {
    return scalar(key)
        .flatMap(
            value -> {
              if (value instanceof Boolean flag) {
                return Optional.of(flag);
              }
              error(key, "must be true or false, not '" + value + "'");
              return Optional.empty();
            });
  }

  Optional<Integer> number(String key, int least, int most) {
    return scalar(key)
        .flatMap(
            value -> {
              if (value instanceof Integer number && number >= least && number <= most) {
                return Optional.of(number);
              }
              error(
                  key, "must be a number from " + least + " to " + most + ", not '" + value + "'");
              return Optional.empty();
            });
  }

  /** A size in bytes within bounds. */
  Optional<Long> size(String key, long least, long most) {
    return textOrNumber(
        key,
        text -> {
          long bytes = ByteSize.parse(text);
          if (bytes < least || bytes > most) {
            throw new IllegalArgumentException(
                text
                    + " is not between "
                    + ByteSize.format(least)
                    + " and "
                    + ByteSize.format(most));
          }
          return bytes;
        });
  }

  /** The texts in a list. */
  <T> List<T> texts(String key, Function<String, T> parser) {
    List<T> found = new ArrayList<>();
    List<ImmutableNode> nodes = elements(key);
    for (int i = 0; i < nodes.size(); i++) {
      String at = path(key) + "[" + i + "]";
      Object value = nodes.get(i).getValue();
      if (!nodes.get(i).getChildren().isEmpty() || value == null) {
        findings.error(at, "must be a text, not " + (value == null ? "a section" : value));
      } else {
        parseText(at, value, parser).ifPresent(found::add);
      }
    }
    return found;
  }

  /** The sections in a list. */
  List<Section> sections(String key) {
    List<Section> found = new ArrayList<>();
    List<ImmutableNode> nodes = elements(key);
    for (int i = 0; i < nodes.size(); i++) {
      section(nodes.get(i), path(key) + "[" + i + "]").ifPresent(found::add);
    }
    return found;
  }

  /** A single section. */
  Optional<Section> section(String key) {
    List<ImmutableNode> nodes = elements(key);
    if (nodes.size() > 1) {
      error(key, "must be one section, not a list");
      return Optional.empty();
    }
    return nodes.stream().findFirst().flatMap(one -> section(one, path(key)));
  }

  /** Lets keys be there that mean nothing here. */
  void ignore(String... keys) {
    known.addAll(List.of(keys));
  }

  /** Reports the keys that nothing has asked for. */
  void finish() {
    findings.keys(path).stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> error(name, unknown(name)));
  }

  private String unknown(String name) {
    return "unknown key"
        + NearestName.of(name, known).map(near -> "; did you mean '" + near + "'?").orElse("")
        + " (known here: "
        + String.join(", ", known)
        + ")";
  }

  private Optional<Section> section(ImmutableNode one, String at) {
    if (one.getValue() != null) {
      findings.error(at, "must be a section of 'key: value' lines, not '" + one.getValue() + "'");
      return Optional.empty();
    }
    return Optional.of(new Section(one, at, findings));
  }

  /** The nodes of a list, or the only node; none if the key is absent or has nothing. */
  private List<ImmutableNode> elements(String key) {
    known.add(key);
    return node.getChildren(key).stream().filter(Section::hasContent).toList();
  }

  private static boolean hasContent(ImmutableNode one) {
    boolean emptyList = one.getValue() instanceof Collection<?> list && list.isEmpty();
    return !one.getChildren().isEmpty() || (one.getValue() != null && !emptyList);
  }

  private Optional<Object> scalar(String key) {
    List<ImmutableNode> nodes = elements(key);
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    if (nodes.size() > 1 || !nodes.getFirst().getChildren().isEmpty()) {
      error(key, "must be one value, not a list or section");
      return Optional.empty();
    }
    return Optional.of(nodes.getFirst().getValue());
  }

  private <T> Optional<T> parseText(String at, Object value, Function<String, T> parser) {
    if (!(value instanceof String text)) {
      findings.error(at, "must be a text; put " + value + " in quotes");
      return Optional.empty();
    }
    return parse(at, text, parser);
  }

  private <T> Optional<T> parse(String at, String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      findings.error(at, e.getMessage());
      return Optional.empty();
    }
  }
}
