/** Counters and latency histograms of a target, exposed through Micrometer for Prometheus. */
package io.jacquard.target.metrics;
