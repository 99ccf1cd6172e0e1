package io.jacquard.lab.bench;

/**
 * A target and a client that are measured together, against the first contender.
 *
 * @param name in the table
 * @param target whose target
 * @param client whose client
 */
record Contender(String name, Side target, Side client) {}
