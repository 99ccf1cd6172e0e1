/** The NVMe command model that both sides and every transport share. */
package io.jacquard.nvme;
