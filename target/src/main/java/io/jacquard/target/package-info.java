/** The NVMe-oF target: subsystems, controllers, discovery and local namespaces. */
package io.jacquard.target;
