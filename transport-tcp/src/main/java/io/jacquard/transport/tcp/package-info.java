/** NVMe/TCP on Netty. */
package io.jacquard.transport.tcp;
