package io.jacquard.nvme.namespace;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** A kind of namespace, found by {@code ServiceLoader}: opens what a {@link NamespaceUri} names. */
public interface NamespaceProvider {

  /** The URI schemes this kind serves, such as {@code mem} and {@code file}. */
  Set<String> schemes();

  /**
   * Checks a URI without opening anything.
   *
   * @param uri its scheme is one of {@link #schemes}
   * @throws IllegalArgumentException if {@link #open} would throw it
   */
  void check(NamespaceUri uri);

  /**
   * Opens a namespace. May block.
   *
   * @param uri its scheme is one of {@link #schemes}
   * @throws IllegalArgumentException if a parameter is unknown or out of range; the message names
   *     it and what would be right
   * @throws IOException if the medium cannot be opened; the message names it and the next step
   */
  Namespace open(NamespaceUri uri) throws IOException;

  /**
   * Opens the way to a controller without a namespace of it, for a URI that names a controller, or
   * for commands that need no more. May block.
   *
   * @return empty if what the URI names has no controller
   * @throws IllegalArgumentException as {@link #open}
   * @throws IOException as {@link #open}
   */
  default Optional<ControllerAccess> openController(NamespaceUri uri) throws IOException {
    return Optional.empty();
  }
}
