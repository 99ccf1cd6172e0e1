/** {@code jacquard demo}: a target and an initiator in one process, for a first look. */
package io.jacquard.lab.demo;
