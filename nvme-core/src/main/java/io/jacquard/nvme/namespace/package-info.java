/** What executes NVMe commands: namespaces and the command queues opened on them. */
package io.jacquard.nvme.namespace;
