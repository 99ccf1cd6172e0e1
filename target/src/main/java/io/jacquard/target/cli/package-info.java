/** The command {@code jacquard target} with its subcommands. */
package io.jacquard.target.cli;
