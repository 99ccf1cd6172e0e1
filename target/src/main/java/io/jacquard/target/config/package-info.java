/** Configuration of a target: files in YAML and JSON, nvmetcli's files, and flags. */
package io.jacquard.target.config;
