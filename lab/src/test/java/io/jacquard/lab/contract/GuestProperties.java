package io.jacquard.lab.contract;

import io.jacquard.nvme.namespace.AccessPath;

/** System properties by which the host tells tests in a guest what to test. */
final class GuestProperties {

  /** What names the namespace. */
  static final String URI = "jacquard.uri";

  /** By which way it must be reached: the back end, and the interfaces async, sync and admin. */
  static final String ACCESS = "jacquard.access";

  private GuestProperties() {}

  static String uri() {
    return required(URI);
  }

  /** A way as {@link #ACCESS} has it. */
  static String words(AccessPath access) {
    return String.join(" ", access.backEnd(), access.async(), access.sync(), access.admin());
  }

  static String required(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("the host did not set " + name);
    }
    return value;
  }
}
