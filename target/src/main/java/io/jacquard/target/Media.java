package io.jacquard.target;

import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;

/** The kinds of namespace on the class path, and what their URIs mean to a running target. */
final class Media {
  private static final String SIZE = "size";

  /** The scheme whose target is its size. */
  private static final String MEMORY = "mem";

  private final Map<String, NamespaceProvider> byScheme = new TreeMap<>();

  Media() {
    for (NamespaceProvider provider : ServiceLoader.load(NamespaceProvider.class)) {
      provider.schemes().forEach(scheme -> byScheme.put(scheme, provider));
    }
  }

  /**
   * Opens a medium. May block.
   *
   * @throws IOException if there is no such kind, an option is wrong or the medium refuses
   */
  Namespace open(NamespaceUri uri) throws IOException {
    NamespaceProvider provider = byScheme.get(uri.scheme());
    if (provider == null) {
      throw new IOException(
          "namespace '"
              + uri
              + "': there is no kind '"
              + uri.scheme()
              + "'; known: "
              + String.join(", ", new TreeSet<>(byScheme.keySet())));
    }
    try {
      return provider.open(uri);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

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
