package io.jacquard.lab.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;

/** The compiled classes of every module, without their tests, read once for all the rules. */
final class ProductClasses {
  /**
   * The modules' root packages: a rule that saw none of one module's classes would prove nothing.
   */
  static final String[] MODULES = {
    "io.jacquard.nvme",
    "io.jacquard.transport.tcp",
    "io.jacquard.transport.rdma",
    "io.jacquard.target",
    "io.jacquard.initiator",
    "io.jacquard.lab"
  };

  /** Packages that run for every I/O. */
  static final String[] HOT = {
    "io.jacquard.nvme.wire..",
    "io.jacquard.nvme.command..",
    "io.jacquard.nvme.memory..",
    "io.jacquard.nvme.transport.queue..",
    "io.jacquard.transport.tcp..",
    "io.jacquard.transport.rdma"
  };

  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ProductClasses::isProduct)
          .importPackages("io.jacquard");

  private ProductClasses() {}

  private static boolean isProduct(Location location) {
    return !location.contains("/test-classes/") && !location.contains("-tests.jar");
  }
}
