/** Tests of the RDMA transport that run in a guest which has an RDMA device. */
package io.jacquard.lab.rdma;
