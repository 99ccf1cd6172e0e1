/** The machine's own devices: what there is, how each is reached, and which driver has it. */
package io.jacquard.target.device;
