/** What a target is to export, however it was configured. */
package io.jacquard.target.definition;
