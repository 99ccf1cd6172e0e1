package io.jacquard.target.definition;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;

/**
 * A discovery service elsewhere.
 *
 * @param portId PORTID to tell hosts, 0 to 65535
 * @param address where it listens
 * @param nqn its discovery NQN, well-known or unique
 */
public record ReferralDefinition(int portId, TransportAddress address, Nqn nqn) {}
