/**
 * NVMe controllers that the kernel drives, with commands passed through as they are.
 *
 * <p>A {@link io.jacquard.target.passthrough.PassthroughNamespace} takes every I/O command of a
 * namespace; a {@link io.jacquard.target.passthrough.Carrier} brings it to the driver: through a
 * ring of the loop, or by ioctl on threads. {@link io.jacquard.target.passthrough.DeviceController}
 * takes admin commands.
 */
package io.jacquard.target.passthrough;
