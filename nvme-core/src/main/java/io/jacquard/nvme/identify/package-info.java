/** Data structures of the Identify command. */
package io.jacquard.nvme.identify;
