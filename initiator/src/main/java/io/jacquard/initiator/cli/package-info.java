/** The host's commands: discover, identify, read and write from the command line. */
package io.jacquard.initiator.cli;
