/**
 * What the ways of carrying I/O out have in common: the options of a URI that choose one, and the
 * ring of each loop.
 */
package io.jacquard.target.engine;
