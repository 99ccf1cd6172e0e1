/** Flyweight views of what travels: submission and completion queue entries, SGL descriptors. */
package io.jacquard.nvme.wire;
