/** Captures what the Linux kernel's NVMe host and target say to each other, as golden vectors. */
package io.jacquard.lab.golden;
