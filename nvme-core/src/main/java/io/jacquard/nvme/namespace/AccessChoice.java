package io.jacquard.nvme.namespace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The way to a namespace as far as its URI chooses it, in the words of {@link AccessPath} and
 * xNVMe: {@code be=}, {@code async=}, {@code sync=} and {@code admin=}. What is chosen is taken or
 * is an error; what is not chosen is whatever works best.
 *
 * @param backEnd the back end
 * @param async how I/O commands are carried out
 * @param sync what a single command becomes
 * @param admin who answers admin commands
 */
public record AccessChoice(
    Optional<String> backEnd,
    Optional<String> async,
    Optional<String> sync,
    Optional<String> admin) {
  /** Name of the option for the back end. */
  public static final String BACK_END = "be";

  /** Name of the option for the asynchronous interface. */
  public static final String ASYNC = "async";

  /** Name of the option for the synchronous interface. */
  public static final String SYNC = "sync";

  /** Name of the option for the admin interface. */
  public static final String ADMIN = "admin";

  /** The names of all options; every kind of namespace takes them. */
  public static final Set<String> NAMES = Set.of(BACK_END, ASYNC, SYNC, ADMIN);

  private static final Set<String> BACK_ENDS = Set.of("linux", "pci", "mem", "pmem", "fabrics");
  private static final Set<String> ASYNCS =
      Set.of("emu", "thrpool", "libaio", "io_uring", "io_uring_cmd", "nvme");
  private static final Set<String> SYNCS = Set.of("nvme", "block", "psync", "none");
  private static final Set<String> ADMINS = Set.of("nvme", "block", "file", "none");

  /** Other names of back ends: xNVMe's, and those of the ways to a PCI device. */
  private static final Map<String, String> OF_XNVME =
      Map.of("vfio", "pci", "uio", "pci", "spdk", "pci", "ramdisk", "mem");

  /**
   * Reads the choice of a URI.
   *
   * @throws IllegalArgumentException if a name is none of the vocabulary, with those that are
   */
  public static AccessChoice of(NamespaceUri uri) {
    return new AccessChoice(
        read(uri, BACK_END, BACK_ENDS).map(name -> OF_XNVME.getOrDefault(name, name)),
        read(uri, ASYNC, ASYNCS),
        read(uri, SYNC, SYNCS),
        read(uri, ADMIN, ADMINS));
  }

  private static Optional<String> read(NamespaceUri uri, String option, Set<String> known) {
    Optional<String> name = uri.parameter(option);
    if (name.isPresent() && !known.contains(name.get()) && !isOfXnvme(option, name.get())) {
      throw new IllegalArgumentException(
          "namespace '%s': %s=%s is not known%s; there are %s"
              .formatted(
                  uri,
                  option,
                  name.get(),
                  NearestName.of(name.get(), known)
                      .map(near -> ", did you mean '" + near + "'?")
                      .orElse(""),
                  String.join(", ", known.stream().sorted().toList())));
    }
    return name;
  }

  private static boolean isOfXnvme(String option, String name) {
    return option.equals(BACK_END) && OF_XNVME.containsKey(name);
  }

  /**
   * Checks that a namespace is reached as chosen.
   *
   * @throws IOException if it is not, with the way that it came to and why
   */
  public void requireHonoured(NamespaceUri uri, AccessPath path) throws IOException {
    List<String> wrong = new ArrayList<>();
    compare(BACK_END, backEnd, path.backEnd(), wrong);
    compare(ASYNC, async, path.async(), wrong);
    compare(SYNC, sync, path.sync(), wrong);
    compare(ADMIN, admin, path.admin(), wrong);
    if (!wrong.isEmpty()) {
      throw new IOException(
          "namespace '%s' cannot be reached that way: %s%s; leave it out to get what works"
              .formatted(
                  uri,
                  String.join(", ", wrong),
                  path.notes().isEmpty() ? "" : " (" + String.join("; ", path.notes()) + ")"));
    }
  }

  private static void compare(
      String option, Optional<String> chosen, String effective, List<String> wrong) {
    if (chosen.isPresent() && !chosen.get().equals(effective)) {
      wrong.add("%s=%s was asked for, but it is %s".formatted(option, chosen.get(), effective));
    }
  }
}
