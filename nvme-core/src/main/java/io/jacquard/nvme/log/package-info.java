/** Log pages. */
package io.jacquard.nvme.log;
