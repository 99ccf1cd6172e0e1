package io.jacquard.initiator;

import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.Version;

/**
 * What one successful connect found: it may be different after a reconnect.
 *
 * @param controllerId CNTLID
 * @param capabilities CAP
 * @param version VS
 * @param configuration CC as the host set it
 * @param identify Identify Controller
 * @param ioQueues I/O queues connected
 */
record Association(
    int controllerId,
    ControllerCapabilities capabilities,
    Version version,
    ControllerConfiguration configuration,
    IdentifyController identify,
    int ioQueues) {}
