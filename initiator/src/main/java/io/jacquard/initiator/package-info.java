/** The NVMe-oF initiator: connect, discover and remote namespaces. */
package io.jacquard.initiator;
