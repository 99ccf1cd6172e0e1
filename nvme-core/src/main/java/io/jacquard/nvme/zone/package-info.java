/**
 * The Zoned Namespace command set: zones, their states and reports, and the commands that manage
 * them, as values.
 */
package io.jacquard.nvme.zone;
