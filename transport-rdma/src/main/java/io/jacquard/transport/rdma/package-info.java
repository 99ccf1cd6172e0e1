/** NVMe/RDMA on the verbs API of DiSNI. */
package io.jacquard.transport.rdma;
