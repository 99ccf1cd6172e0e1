package io.jacquard.target.device;

import java.io.IOException;
import java.util.List;

/** Asks a controller that nobody uses for its namespaces. */
@FunctionalInterface
public interface ActiveNamespaces {

  /**
   * The IDs of its active namespaces, unsigned, ascending.
   *
   * @param controller its URI, such as {@code pci:0000:01:00.0}
   * @throws IOException if it cannot be asked
   */
  List<Integer> of(String controller) throws IOException;
}
