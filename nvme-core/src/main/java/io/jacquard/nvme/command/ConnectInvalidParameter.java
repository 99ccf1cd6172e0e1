package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Layout;
import java.util.Optional;

/**
 * Dword 0 of the completion of a Connect that failed with Connect Invalid Parameters: which byte
 * was wrong (NVMe Base 2.1, 6.3, Figure "Connect Response"). It is the only hint the user of a host
 * gets.
 *
 * @param offset Invalid Parameter Offset (IPO) in bytes, 0 to FFFFh
 * @param inData Invalid Attributes (IATTR) bit 0: the offset is in the data, else in the entry
 */
public record ConnectInvalidParameter(int offset, boolean inData) {
  private static final int IN_DATA = 1 << 16;

  /** Checks that the offset fits its field. */
  public ConnectInvalidParameter {
    FabricsEntry.check("IPO", offset, 0xFFFF);
  }

  /** The parameter at this byte of the submission queue entry. */
  public static ConnectInvalidParameter inEntry(int offset) {
    return new ConnectInvalidParameter(offset, false);
  }

  /** The parameter at this byte of the Connect data. */
  public static ConnectInvalidParameter inData(int offset) {
    return new ConnectInvalidParameter(offset, true);
  }

  /** Reads dword 0. */
  public static ConnectInvalidParameter decode(int dw0) {
    return new ConnectInvalidParameter(dw0 & 0xFFFF, (dw0 & IN_DATA) != 0);
  }

  /** Dword 0. */
  public int dw0() {
    return offset | (inData ? IN_DATA : 0);
  }

  /** The name of the parameter at the offset; empty if no parameter is there. */
  public Optional<String> parameter() {
    return (inData ? ConnectData.LAYOUT : Connect.LAYOUT)
        .fieldAt(offset)
        .filter(field -> !field.reserved())
        .map(Layout.Field::name);
  }

  /** For people: where it is and what it is called. */
  @Override
  public String toString() {
    return (inData ? "Connect data" : "Connect command")
        + " byte "
        + offset
        + parameter().map(name -> " (" + name + ")").orElse("");
  }
}
