/** Names and addresses: NQN, host identifier, namespace identifiers, transport address. */
package io.jacquard.nvme.identity;
