package io.jacquard.target.controller;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.status.Status;
import io.jacquard.target.metrics.TargetMetrics;
import io.jacquard.target.subsystem.SubsystemRoster;
import java.util.Optional;

/**
 * An NVM subsystem behind one port.
 *
 * @param roster the subsystem
 * @param portId the port
 * @param metrics where its controllers count
 */
public record NvmExport(SubsystemRoster roster, int portId, TargetMetrics metrics)
    implements Export {

  @Override
  public boolean allows(Optional<Nqn> host) {
    return !roster.isRemoved() && roster.current().allows(host);
  }

  @Override
  public Controller create(HostQueue queue, Connect connect, ConnectData data)
      throws ConnectRefusedException {
    int id =
        roster
            .reserveControllerId()
            .orElseThrow(
                () ->
                    ConnectRefusedException.transientCause(
                        Status.CONNECT_CONTROLLER_BUSY, "all controller IDs are in use"));
    IoController controller = create(id, queue, connect, data);
    roster.add(controller);
    controller.begin();
    return controller;
  }

  private IoController create(int id, HostQueue queue, Connect connect, ConnectData data) {
    try {
      return new IoController(
          new ControllerSeat(queue, portId, id, connect, data, metrics), roster);
    } catch (RuntimeException e) {
      roster.freeControllerId(id);
      throw e;
    }
  }

  @Override
  public Optional<IoController> find(int controllerId) {
    return roster.find(controllerId).map(IoController.class::cast);
  }
}
