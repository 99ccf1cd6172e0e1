/** Command status as an int. */
package io.jacquard.nvme.status;
