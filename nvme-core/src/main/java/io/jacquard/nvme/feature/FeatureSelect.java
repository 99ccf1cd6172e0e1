package io.jacquard.nvme.feature;

/** The Select field, SEL, of Get Features (NVMe Base 2.1, 5.1.11), CDW10 bits 10:8. */
public final class FeatureSelect {
  /** The current value. */
  public static final int CURRENT = 0;

  /** The value after a reset that saved nothing. */
  public static final int DEFAULT = 1;

  /** The value that is restored after a reset. */
  public static final int SAVED = 2;

  /** What can be done with the feature: the bits below. */
  public static final int SUPPORTED_CAPABILITIES = 3;

  /** Bit of the supported capabilities: the value can be saved. */
  public static final int SAVEABLE = 1;

  /** Bit of the supported capabilities: the value belongs to a namespace. */
  public static final int NAMESPACE_SPECIFIC = 1 << 1;

  /** Bit of the supported capabilities: the value can be changed. */
  public static final int CHANGEABLE = 1 << 2;

  private FeatureSelect() {}

  /** Feature identifier of Get and Set Features, CDW10 bits 7:0. */
  public static int fid(int cdw10) {
    return cdw10 & 0xFF;
  }

  /** Select field of Get Features, 0 to 7. */
  public static int of(int cdw10) {
    return cdw10 >>> 8 & 0x7;
  }

  /** Save bit of Set Features, CDW10 bit 31. */
  public static boolean save(int cdw10) {
    return cdw10 < 0;
  }
}
