/**
 * Namespaces whose blocks this process holds: the NVM command set over a {@link
 * io.jacquard.target.namespace.BlockStore}, with memory and files as stores.
 *
 * <p>A command goes through four stations. {@link io.jacquard.target.namespace.LocalQueue} takes it
 * and {@link io.jacquard.target.namespace.NvmCheck} refuses what is not right. {@link
 * io.jacquard.target.namespace.Plan} cuts it into steps. {@link
 * io.jacquard.target.namespace.RangeGate} keeps the steps of all queues that touch the same blocks
 * apart, which makes writes and fused pairs atomic. A {@link
 * io.jacquard.target.namespace.StepRunner} has {@link io.jacquard.target.namespace.StepExecutor}
 * carry the step out, on the loop (memory) or on a few threads that may block (files).
 */
package io.jacquard.target.namespace;
