/**
 * Target and host as containers of their own, on a network that is cut, and with either side paused
 * or killed. {@code lab/container-tests} runs these tests.
 */
package io.jacquard.lab.container;
