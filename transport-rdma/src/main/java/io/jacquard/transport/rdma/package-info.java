/** The place of NVMe/RDMA on the verbs API of DiSNI, which is not written yet. */
package io.jacquard.transport.rdma;
