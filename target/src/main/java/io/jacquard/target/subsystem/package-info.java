/** What a target exports while it runs: subsystems, their namespaces and their associations. */
package io.jacquard.target.subsystem;
