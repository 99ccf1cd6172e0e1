/**
 * The lab: two or more virtual machines with an NVMe controller, a private link and RDMA in
 * software, which stay until they are taken down.
 *
 * <p>{@link io.jacquard.lab.pair.LabOptions} says what a lab is made of, {@link
 * io.jacquard.lab.pair.LabStart} brings it up, {@link io.jacquard.lab.pair.Lab} is one that is up;
 * {@link io.jacquard.lab.pair.LabDirectory} is where a later process finds it.
 */
package io.jacquard.lab.pair;
