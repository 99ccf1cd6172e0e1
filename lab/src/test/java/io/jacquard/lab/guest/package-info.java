/**
 * Tests that run inside of a guest: their runner there, and what it tells the host.
 *
 * <p>A class of tests for guests has a name that ends in {@code InGuest}, so that Surefire does not
 * run it on the host. {@code io.jacquard.lab.vm.GuestTests} starts it.
 */
package io.jacquard.lab.guest;
