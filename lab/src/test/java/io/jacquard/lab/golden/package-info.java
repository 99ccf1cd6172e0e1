/** Golden vectors of what Linux's and Jacquard's NVMe host and target say to each other. */
package io.jacquard.lab.golden;
