/** Opcodes, and the commands of the cold path as values. */
package io.jacquard.nvme.command;
