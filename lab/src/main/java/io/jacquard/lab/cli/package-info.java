/** The program {@code jacquard}: all commands under one name, and how it logs. */
package io.jacquard.lab.cli;
