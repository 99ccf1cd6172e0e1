package io.jacquard.nvme.namespace;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/**
 * The one door to namespaces: from what a person writes to something open. Uses the kinds of
 * namespace on the class path. Thread-safe.
 */
public final class NamespaceKinds {
  private static final Map<String, NamespaceProvider> BY_SCHEME = byScheme();

  /** The admin interface that leads to a controller. */
  private static final String OWN_ADMIN = "nvme";

  private NamespaceKinds() {}

  private static Map<String, NamespaceProvider> byScheme() {
    Map<String, NamespaceProvider> found = new TreeMap<>();
    for (NamespaceProvider provider : ServiceLoader.load(NamespaceProvider.class)) {
      provider.schemes().forEach(scheme -> found.put(scheme, provider));
    }
    return found;
  }

  /** The schemes of all kinds, in alphabetical order. */
  public static Set<String> schemes() {
    return Collections.unmodifiableSet(BY_SCHEME.keySet());
  }

  /**
   * Reads the text form of a URI of a kind that there is, with options that the kind knows.
   *
   * @throws IllegalArgumentException otherwise, with what would be right
   */
  public static NamespaceUri resolve(String text) {
    return checked(NamespaceUri.parse(text));
  }

  /**
   * A URI of a kind that there is, with options that the kind knows.
   *
   * @throws IllegalArgumentException otherwise, with what would be right
   */
  public static NamespaceUri checked(NamespaceUri uri) {
    NamespaceProvider provider = provider(uri);
    AccessChoice.of(uri);
    provider.check(uri);
    return uri;
  }

  /**
   * Opens a medium. May block.
   *
   * @throws IllegalArgumentException if there is no such kind or an option is wrong, with what
   *     would be right
   * @throws IOException if the medium refuses, or cannot be reached by the way that the URI chooses
   */
  public static Namespace open(NamespaceUri uri) throws IOException {
    NamespaceProvider provider = provider(uri);
    AccessChoice choice = AccessChoice.of(uri);
    Namespace namespace = provider.open(uri);
    try {
      choice.requireHonoured(uri, namespace.access());
      return namespace;
    } catch (IOException e) {
      namespace.close();
      throw e;
    }
  }

  /**
   * Opens the way to the controller that what a URI names has of its own. May block.
   *
   * @return empty if it has none
   * @throws IllegalArgumentException as {@link #open}
   * @throws IOException as {@link #open}
   */
  public static Optional<ControllerAccess> openOwnController(NamespaceUri uri) throws IOException {
    Optional<ControllerAccess> own = provider(uri).openController(uri);
    Optional<String> admin = AccessChoice.of(uri).admin();
    if (own.isPresent() && admin.isPresent() && !admin.get().equals(OWN_ADMIN)) {
      own.get().close();
      throw new IOException(
          "'%s' has a controller of its own, to which %s=%s does not lead: leave it out"
              .formatted(uri, AccessChoice.ADMIN, admin.get()));
    }
    return own;
  }

  /**
   * Opens the way to the controller of what a URI names. A namespace without one, such as a file,
   * is given one that lives as long as this way to it. May block.
   *
   * @throws IllegalArgumentException as {@link #open}
   * @throws IOException as {@link #open}
   */
  public static ControllerAccess openController(NamespaceUri uri) throws IOException {
    Optional<ControllerAccess> own = openOwnController(uri);
    if (own.isPresent()) {
      return own.get();
    }
    ControllerMaker maker =
        ServiceLoader.load(ControllerMaker.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new IOException(
                        "'"
                            + uri
                            + "' has no controller, and nothing on the class path makes one: add"
                            + " the module 'target'"));
    Namespace namespace = open(uri);
    try {
      return maker.make(uri, namespace);
    } catch (IOException | RuntimeException e) {
      namespace.close();
      throw e;
    }
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
