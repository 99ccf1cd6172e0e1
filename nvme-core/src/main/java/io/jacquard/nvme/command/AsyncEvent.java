package io.jacquard.nvme.command;

/**
 * Dword 0 of the completion of an Asynchronous Event Request (NVMe Base 2.1, 5.1.2 "Asynchronous
 * Event Request command").
 *
 * @param type Asynchronous Event Type, 0 to 7, see the {@code TYPE_} constants
 * @param info Asynchronous Event Information, 0 to 255
 * @param lid the log page whose reading clears the event, 0 to 255
 */
public record AsyncEvent(int type, int info, int lid) {
  /** Error status. */
  public static final int TYPE_ERROR = 0;

  /** SMART / health status. */
  public static final int TYPE_HEALTH = 1;

  /** Notice. */
  public static final int TYPE_NOTICE = 2;

  /** Immediate. */
  public static final int TYPE_IMMEDIATE = 3;

  /** One-shot. */
  public static final int TYPE_ONE_SHOT = 4;

  /** I/O command set specific status. */
  public static final int TYPE_IO_COMMAND_SET = 6;

  /** Vendor specific. */
  public static final int TYPE_VENDOR = 7;

  /** Notice: the Attached Namespace Attribute changed; clears by reading log page 04h. */
  public static final AsyncEvent NAMESPACE_ATTRIBUTE_CHANGED =
      new AsyncEvent(TYPE_NOTICE, 0x00, 0x04);

  /** Notice: firmware activation starts; clears by reading log page 03h. */
  public static final AsyncEvent FIRMWARE_ACTIVATION_STARTING =
      new AsyncEvent(TYPE_NOTICE, 0x01, 0x03);

  /** Notice: Asymmetric Namespace Access changed; clears by reading log page 0Ch. */
  public static final AsyncEvent ANA_CHANGE = new AsyncEvent(TYPE_NOTICE, 0x03, 0x0C);

  /** Notice: the discovery log page changed; clears by reading log page 70h. */
  public static final AsyncEvent DISCOVERY_LOG_PAGE_CHANGE =
      new AsyncEvent(TYPE_NOTICE, 0xF0, 0x70);

  /** Health: the temperature is at or beyond a threshold; clears by reading log page 02h. */
  public static final AsyncEvent TEMPERATURE_THRESHOLD = new AsyncEvent(TYPE_HEALTH, 0x01, 0x02);

  /** Error: a persistent internal error; clears by reading log page 01h. */
  public static final AsyncEvent PERSISTENT_INTERNAL_ERROR = new AsyncEvent(TYPE_ERROR, 0x03, 0x01);

  /** Error: a transient internal error; clears by reading log page 01h. */
  public static final AsyncEvent TRANSIENT_INTERNAL_ERROR = new AsyncEvent(TYPE_ERROR, 0x04, 0x01);

  /** Checks that every value fits its field. */
  public AsyncEvent {
    FabricsEntry.check("asynchronous event type", type, 7);
    FabricsEntry.check("asynchronous event information", info, 0xFF);
    FabricsEntry.check("log page identifier", lid, 0xFF);
  }

  /** Reads dword 0; reserved bits are ignored. */
  public static AsyncEvent decode(int dw0) {
    return new AsyncEvent(dw0 & 0x7, dw0 >>> 8 & 0xFF, dw0 >>> 16 & 0xFF);
  }

  /** Dword 0. */
  public int dw0() {
    return type | info << 8 | lid << 16;
  }
}
