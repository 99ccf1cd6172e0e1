package io.jacquard.target.config;

import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The kinds of namespace on the class path. Thread-safe. */
public final class NamespaceKinds {
  private static final Map<String, NamespaceProvider> BY_SCHEME = byScheme();

  private NamespaceKinds() {}

  private static Map<String, NamespaceProvider> byScheme() {
    Map<String, NamespaceProvider> found = new TreeMap<>();
    for (NamespaceProvider provider : ServiceLoader.load(NamespaceProvider.class)) {
      provider.schemes().forEach(scheme -> found.put(scheme, provider));
    }
    return found;
  }

  /**
   * A URI of a kind that there is, with options that the kind knows.
   *
   * @throws IllegalArgumentException otherwise, with what would be right
   */
  public static NamespaceUri checked(NamespaceUri uri) {
    provider(uri).check(uri);
    return uri;
  }

  /**
   * Opens a medium. May block.
   *
   * @throws IllegalArgumentException if there is no such kind or an option is wrong, with what
   *     would be right
   * @throws IOException if the medium refuses
   */
  public static Namespace open(NamespaceUri uri) throws IOException {
    return provider(uri).open(uri);
  }

  private static NamespaceProvider provider(NamespaceUri uri) {
    NamespaceProvider provider = BY_SCHEME.get(uri.scheme());
    if (provider == null) {
      throw new IllegalArgumentException(
          "namespace '"
              + uri
              + "': there is no kind '"
              + uri.scheme()
              + "'"
              + NearestName.of(uri.scheme(), BY_SCHEME.keySet())
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse("")
              + " (known: "
              + String.join(", ", BY_SCHEME.keySet())
              + ")");
    }
    return provider;
  }
}
