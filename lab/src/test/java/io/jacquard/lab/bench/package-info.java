/** Measurements of parts of the program. */
package io.jacquard.lab.bench;
