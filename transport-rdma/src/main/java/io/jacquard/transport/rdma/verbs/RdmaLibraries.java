package io.jacquard.transport.rdma.verbs;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/** The two C libraries under everything; looked for when RDMA is first used. */
final class RdmaLibraries {
  private static final String VERBS = "libibverbs.so.1";
  private static final String CONNECTIONS = "librdmacm.so.1";
  private static final String NEXT_STEP =
      " is missing; install it with: apt-get install libibverbs1 librdmacm1 ibverbs-providers"
          + " (Debian, Ubuntu), or dnf install libibverbs librdmacm (Fedora, RHEL)";

  private RdmaLibraries() {}

  /**
   * Finds out whether RDMA can be used here at all.
   *
   * @throws RdmaUnavailableException if a library is missing
   */
  static void require() throws RdmaUnavailableException {
    for (String name : new String[] {VERBS, CONNECTIONS}) {
      try {
        load(name);
      } catch (IllegalArgumentException e) {
        throw new RdmaUnavailableException("RDMA needs " + name + ", which" + NEXT_STEP, e);
      }
    }
  }

  /** libibverbs, for as long as the program runs; after {@link #require}. */
  static SymbolLookup verbs() {
    return load(VERBS);
  }

  /** librdmacm, for as long as the program runs; after {@link #require}. */
  static SymbolLookup connections() {
    return load(CONNECTIONS);
  }

  private static SymbolLookup load(String name) {
    return SymbolLookup.libraryLookup(name, Arena.global());
  }
}
