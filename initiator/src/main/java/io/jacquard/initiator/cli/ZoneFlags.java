package io.jacquard.initiator.cli;

import io.jacquard.initiator.DirectNamespace;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.io.IOException;
import picocli.CommandLine.Mixin;

/** What the commands of zoned namespaces have in common. */
final class ZoneFlags {
  /** What is to be looked at when a device refuses a zone's address. */
  static final String START = "--slba, which is a zone's first block, by 'jacquard zoned report'";

  @Mixin DeviceFlags device;

  /** How an open namespace is divided. */
  ZoneGeometry geometry(DirectNamespace namespace) throws IOException {
    return namespace
        .namespace()
        .zones()
        .orElseThrow(
            () ->
                new IOException(
                    "'" + device.uri() + "' is not zoned; 'jacquard enum' remarks which are"));
  }
}
