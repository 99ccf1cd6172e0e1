/** Feature identifiers and the values of features that have parts. */
package io.jacquard.nvme.feature;
