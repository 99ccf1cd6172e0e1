/**
 * The NVMe driver for controllers on PCIe: registers, queues in memory that the controller reads
 * and writes itself, and everything around them.
 *
 * <p>A {@link io.jacquard.target.pci.DeviceBinding} is the way to the hardware: its registers, its
 * interrupts, and the memory that it can address ({@link io.jacquard.target.pci.DmaSpace}). Above
 * it nothing knows whether a kernel interface or a simulation is below.
 *
 * <p>A {@code PciController} belongs to a loop of its own, its control loop, where its admin queue
 * lives. Each loop that does I/O has one {@code LoopQueues}: a queue pair that the namespaces
 * share.
 */
package io.jacquard.target.pci;
