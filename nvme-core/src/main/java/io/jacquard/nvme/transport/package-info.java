/** How capsules and data travel between host and controller: the transport SPI. */
package io.jacquard.nvme.transport;
