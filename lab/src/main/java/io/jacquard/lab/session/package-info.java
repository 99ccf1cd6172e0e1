/**
 * The host's end of the channels over which commands run in a guest that outlives its hosts; {@code
 * lab/image/guest-session} is the other end and describes the protocol.
 */
package io.jacquard.lab.session;
