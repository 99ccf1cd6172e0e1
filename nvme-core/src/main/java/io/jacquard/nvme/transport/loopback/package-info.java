/** A transport within one process: host and controller on loops of the same JVM. */
package io.jacquard.nvme.transport.loopback;
