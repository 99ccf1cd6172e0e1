/** Threads that own queue pairs, timers and buffers. */
package io.jacquard.nvme.loop;
