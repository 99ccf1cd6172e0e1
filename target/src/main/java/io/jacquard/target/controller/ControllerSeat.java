package io.jacquard.target.controller;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.target.metrics.TargetMetrics;

/**
 * Where a controller is and whose it is: all that a Connect decided.
 *
 * @param queue its admin queue
 * @param portId the port through which the host came
 * @param controllerId its ID, reserved for it
 * @param connect the Connect command
 * @param data the Connect command's data
 * @param metrics where it counts
 */
public record ControllerSeat(
    HostQueue queue,
    int portId,
    int controllerId,
    Connect connect,
    ConnectData data,
    TargetMetrics metrics) {}
