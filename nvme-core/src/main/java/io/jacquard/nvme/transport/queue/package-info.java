/** What every transport makes its queue pairs of: slots, buffers, command identifiers. */
package io.jacquard.nvme.transport.queue;
