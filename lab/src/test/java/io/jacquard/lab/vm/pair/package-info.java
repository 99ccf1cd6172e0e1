/** The lab, as people use it and as it is made for: two machines with RDMA between them. */
package io.jacquard.lab.vm.pair;
