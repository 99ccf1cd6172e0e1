package io.jacquard.target.passthrough;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.device.ShapeChange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keeps namespaces from being used while a command changes them: an exclusive open of each of their
 * block devices, as other programs take it before they format.
 */
final class ShapeClaim implements AutoCloseable {
  private final List<LinuxFile> claims = new ArrayList<>();

  private ShapeClaim() {}

  /**
   * Claims what a command changes.
   *
   * @throws IOException if it is in use, or that cannot be found out
   */
  static ShapeClaim take(DeviceController controller, Sqe command) throws IOException {
    ShapeClaim claim = new ShapeClaim();
    try {
      IdentifyController identify = new ControllerQueries(controller).controller();
      for (Map.Entry<Integer, Path> one : NamespaceNodes.beside(controller.path()).entrySet()) {
        if (ShapeChange.concerns(command, one.getKey(), identify)) {
          String otherwise = "stop what uses it before " + AdminOpcode.nameOf(command.opcode());
          BlockDeviceClaim.take(one.getValue(), otherwise).ifPresent(claim.claims::add);
        }
      }
      return claim;
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  @Override
  public void close() throws SystemCallException {
    for (LinuxFile each : claims) {
      each.close();
    }
    claims.clear();
  }
}
