/** Off-heap buffers for command data and the pools that bound them. */
package io.jacquard.nvme.memory;
