/** {@code jacquard lab}: the commands for the lab. */
package io.jacquard.lab.pair.cli;
