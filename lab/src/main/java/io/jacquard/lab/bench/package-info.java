/** Benchmarks: our target and initiator, against each other and against peers. */
package io.jacquard.lab.bench;
