package io.jacquard.target.controller;

/**
 * What the error log says about a failed command.
 *
 * @param queueId the queue it came on
 * @param commandId its identifier
 * @param status how it ended
 * @param lba its first logical block, 0 if it has none
 * @param nsid its namespace ID as on the wire
 * @param opcode its opcode, 0 if it was no command
 */
record CommandFailure(int queueId, int commandId, int status, long lba, int nsid, int opcode) {}
