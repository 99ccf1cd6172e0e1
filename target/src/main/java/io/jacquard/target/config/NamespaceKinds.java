package io.jacquard.target.config;

import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The kinds of namespace on the class path, to check URIs before anything is opened. */
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
    provider.check(uri);
    return uri;
  }
}
