/** The kernel interfaces that Jacquard needs, through java.lang.foreign: one class for each. */
package io.jacquard.nvme.linux;
