/**
 * DiSNI's verbs on java.lang.foreign: the provider under the RDMA transport, with what NVMe needs
 * beyond DiSNI's API. The only place that binds librdmacm and libibverbs.
 */
package io.jacquard.transport.rdma.verbs;
