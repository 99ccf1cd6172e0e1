/** The discovery log page and its entries. */
package io.jacquard.nvme.discovery;
