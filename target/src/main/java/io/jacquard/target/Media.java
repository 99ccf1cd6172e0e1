package io.jacquard.target;

import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.util.HashMap;
import java.util.Map;

/** What a change of a namespace's URI means to the medium in use. */
final class Media {
  private static final String SIZE = "size";

  /** The scheme whose target is its size. */
  private static final String MEMORY = "mem";

  private Media() {}

  /** True if a medium in use becomes what another URI says by another size alone. */
  static boolean differInSize(NamespaceUri now, NamespaceUri next) {
    if (now.equals(next) || !now.scheme().equals(next.scheme())) {
      return false;
    }
    if (now.scheme().equals(MEMORY)) {
      return now.parameters().equals(next.parameters());
    }
    return now.target().equals(next.target())
        && withoutSize(now).equals(withoutSize(next))
        && next.parameter(SIZE).isPresent();
  }

  /**
   * The size that a URI gives its medium, in bytes.
   *
   * @throws IllegalArgumentException if it gives none, or one that is no size
   */
  static long size(NamespaceUri uri) {
    return ByteSize.parse(
        uri.scheme().equals(MEMORY) ? uri.target() : uri.parameter(SIZE).orElse("none"));
  }

  private static Map<String, String> withoutSize(NamespaceUri uri) {
    Map<String, String> rest = new HashMap<>(uri.parameters());
    rest.remove(SIZE);
    return rest;
  }
}
