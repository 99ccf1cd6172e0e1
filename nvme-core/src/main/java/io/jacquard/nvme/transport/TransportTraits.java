package io.jacquard.nvme.transport;

/**
 * What a transport's I/O queues can carry: the fabrics part of Identify Controller.
 *
 * @param inCapsuleBytes most data that an I/O command capsule may carry (IOCCSZ is (64 + this)/16),
 *     a multiple of 16, 0 for none
 * @param sglSupport the SGLS field (NVMe Base, Identify Controller, bytes 539:536)
 * @param maxSglDescriptors MSDBD: data block descriptors in one capsule, 0 for no limit
 * @param largestTransfer most data of one command in bytes (MDTS), a multiple of 4096
 */
public record TransportTraits(
    int inCapsuleBytes, int sglSupport, int maxSglDescriptors, int largestTransfer) {}
