/**
 * Namespaces whose blocks this process holds: the NVM command set over a {@link
 * io.jacquard.target.namespace.BlockStore}, with memory and files as stores.
 *
 * <p>A command goes through four stations. {@link io.jacquard.target.namespace.LocalQueue} takes it
 * and {@link io.jacquard.target.namespace.NvmCheck} refuses what is not right. {@link
 * io.jacquard.target.namespace.Plan} cuts it into steps. {@link
 * io.jacquard.target.namespace.RangeGate} keeps the steps of all queues that touch the same blocks
 * apart, which makes writes and fused pairs atomic. A {@link
 * io.jacquard.target.namespace.StepRunner} carries the step out: {@link
 * io.jacquard.target.namespace.AsyncRunner} has the kernel do it through an {@link
 * io.jacquard.target.namespace.AsyncFile} (io_uring, libaio), the others run a {@link
 * io.jacquard.target.namespace.StepExecutor} on a few threads that may block or, for memory, on the
 * loop. {@link io.jacquard.target.namespace.EngineChoice} decides which it is for a file.
 *
 * <p>Another kind that keeps blocks brings a store. A kind that takes NVMe commands as they are,
 * such as a device by ioctl or a driver, implements {@link io.jacquard.nvme.namespace.Namespace}
 * directly and needs none of this.
 */
package io.jacquard.target.namespace;
