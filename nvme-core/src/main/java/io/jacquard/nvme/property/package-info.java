/** Controller properties: CAP, VS, CC, CSTS, CRTO and their offsets. */
package io.jacquard.nvme.property;
