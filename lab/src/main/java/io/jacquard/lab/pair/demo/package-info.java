/** {@code jacquard lab demo}: kernel and Jacquard, as target and as initiator, use each other. */
package io.jacquard.lab.pair.demo;
