package io.jacquard.nvme.zone;

import java.util.Optional;

/**
 * Which zones a report lists: the reporting options in the Zone Receive Action Specific Features
 * field, ZRASF (Zoned Namespace Command Set 1.1, 3.4.2.2 "Zone Receive Action").
 */
public enum ZoneReportFilter {
  /** All zones. */
  ALL(null),
  /** Those in state Empty. */
  EMPTY(ZoneState.EMPTY),
  /** Those in state Implicitly Opened. */
  IMPLICITLY_OPENED(ZoneState.IMPLICITLY_OPENED),
  /** Those in state Explicitly Opened. */
  EXPLICITLY_OPENED(ZoneState.EXPLICITLY_OPENED),
  /** Those in state Closed. */
  CLOSED(ZoneState.CLOSED),
  /** Those in state Full. */
  FULL(ZoneState.FULL),
  /** Those in state Read Only. */
  READ_ONLY(ZoneState.READ_ONLY),
  /** Those in state Offline. */
  OFFLINE(ZoneState.OFFLINE);

  private static final ZoneReportFilter[] BY_CODE = values();

  private final ZoneState state;

  ZoneReportFilter(ZoneState state) {
    this.state = state;
  }

  /** The value of ZRASF, 0 to 7. */
  public int code() {
    return ordinal();
  }

  /** The filter with a value of ZRASF; empty if the value is reserved. */
  public static Optional<ZoneReportFilter> of(int code) {
    return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
  }

  /** True if a zone in {@code candidate} is listed. */
  public boolean accepts(ZoneState candidate) {
    return state == null || state == candidate;
  }
}
