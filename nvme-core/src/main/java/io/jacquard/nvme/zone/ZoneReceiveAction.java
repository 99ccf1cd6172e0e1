package io.jacquard.nvme.zone;

/**
 * Zone Receive Actions, ZRA (Zoned Namespace Command Set 1.1, 3.4.2 "Zone Management Receive
 * command").
 */
public final class ZoneReceiveAction {
  /** Report Zones. */
  public static final int REPORT = 0x00;

  /** Extended Report Zones: each descriptor is followed by its extension. */
  public static final int EXTENDED_REPORT = 0x01;

  private ZoneReceiveAction() {}
}
