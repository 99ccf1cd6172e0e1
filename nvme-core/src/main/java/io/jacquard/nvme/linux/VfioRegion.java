package io.jacquard.nvme.linux;

/**
 * A region of a VFIO device: a base address register's space, or the configuration space.
 *
 * @param mappable whether it can be mapped into memory
 * @param bytes its size, 0 if the device has no such region
 * @param offset where it begins in the device's file
 */
public record VfioRegion(boolean mappable, long bytes, long offset) {}
