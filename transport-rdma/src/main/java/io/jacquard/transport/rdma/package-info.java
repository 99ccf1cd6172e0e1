/** NVMe/RDMA (NVMe RDMA Transport Specification 1.0) for both roles, on DiSNI's verbs API. */
package io.jacquard.transport.rdma;
