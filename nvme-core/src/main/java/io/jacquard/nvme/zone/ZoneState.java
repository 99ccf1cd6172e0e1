package io.jacquard.nvme.zone;

import java.util.Optional;

/** The states of a zone (Zoned Namespace Command Set 1.1, 2.1.1.3 "Zone State Machine"). */
public enum ZoneState {
  /** ZSE: nothing is written. */
  EMPTY(0x1, "Empty"),
  /** ZSIO: opened by a write. */
  IMPLICITLY_OPENED(0x2, "Implicitly Opened"),
  /** ZSEO: opened by Zone Management Send. */
  EXPLICITLY_OPENED(0x3, "Explicitly Opened"),
  /** ZSC: active, but not open. */
  CLOSED(0x4, "Closed"),
  /** ZSRO: can be read only. */
  READ_ONLY(0xD, "Read Only"),
  /** ZSF: no further block can be written. */
  FULL(0xE, "Full"),
  /** ZSO: neither read nor written. */
  OFFLINE(0xF, "Offline");

  private static final ZoneState[] BY_CODE = new ZoneState[16];

  static {
    for (ZoneState state : values()) {
      BY_CODE[state.code] = state;
    }
  }

  private final int code;
  private final String title;

  ZoneState(int code, String title) {
    this.code = code;
    this.title = title;
  }

  /** The value of a zone descriptor's ZS field, 1 to 15. */
  public int code() {
    return code;
  }

  /** The name in the specification. */
  public String title() {
    return title;
  }

  /** The state with a value of ZS; empty if the value is reserved. */
  public static Optional<ZoneState> of(int code) {
    return code >= 0 && code < BY_CODE.length
        ? Optional.ofNullable(BY_CODE[code])
        : Optional.empty();
  }

  /** True for both kinds of open zones: they count as open resources. */
  public boolean isOpen() {
    return this == IMPLICITLY_OPENED || this == EXPLICITLY_OPENED;
  }

  /** True for open and closed zones: they count as active resources. */
  public boolean isActive() {
    return isOpen() || this == CLOSED;
  }

  /** True if a zone in this state has a write pointer. */
  public boolean hasWritePointer() {
    return isActive() || this == EMPTY;
  }
}
