package io.jacquard.target;

import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
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

  /**
   * The size to give a medium in use so that it becomes what another URI says.
   *
   * @return empty if the two differ in more than size, or the other gives none
   */
  static OptionalLong resize(NamespaceUri now, NamespaceUri next) {
    if (now.equals(next) || !now.scheme().equals(next.scheme())) {
      return OptionalLong.empty();
    }
    if (now.scheme().equals(MEMORY)) {
      return now.parameters().equals(next.parameters())
          ? OptionalLong.of(ByteSize.parse(next.target()))
          : OptionalLong.empty();
    }
    boolean sameOtherwise =
        now.target().equals(next.target()) && withoutSize(now).equals(withoutSize(next));
    return sameOtherwise && next.parameter(SIZE).isPresent()
        ? OptionalLong.of(ByteSize.parse(next.parameter(SIZE).orElseThrow()))
        : OptionalLong.empty();
  }

  private static Map<String, String> withoutSize(NamespaceUri uri) {
    Map<String, String> rest = new HashMap<>(uri.parameters());
    rest.remove(SIZE);
    return rest;
  }
}
