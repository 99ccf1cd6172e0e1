/** Runs the commands in the documentation. */
package io.jacquard.lab.docs;
