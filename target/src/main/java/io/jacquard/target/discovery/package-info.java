/** The discovery service: which host sees what, where, and since which generation. */
package io.jacquard.target.discovery;
