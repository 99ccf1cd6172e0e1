/**
 * Controllers: Connect, the admin queue and its commands, I/O queues. A controller lives on the
 * loop of its admin queue's connection; I/O queues live on their own loops.
 */
package io.jacquard.target.controller;
