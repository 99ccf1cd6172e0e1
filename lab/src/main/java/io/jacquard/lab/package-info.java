/** The assembled program, its tests with the real Linux kernel and its benchmarks. */
package io.jacquard.lab;
