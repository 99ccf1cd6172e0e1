package io.jacquard.initiator;

/**
 * What happened to a namespace of a remote controller.
 *
 * @param kind what
 * @param namespace which
 */
public record NamespaceChange(Kind kind, RemoteNamespace namespace) {

  /** The kinds of change. */
  public enum Kind {
    /** It is there now. */
    ADDED,
    /** It is there no longer. */
    REMOVED,
    /** Its size, format or protection is another now. */
    CHANGED
  }
}
