package io.jacquard.target.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What controllers report as firmware revision: the program's version, put in by the build. */
final class FirmwareRevision {
  private static final String RESOURCE = "version.properties";

  /** FR of Identify Controller has 8 characters. */
  private static final int LENGTH = 8;

  private static final String CURRENT = read();

  private FirmwareRevision() {}

  /** The revision, 1 to 8 characters, such as "0.1.0". */
  static String current() {
    return CURRENT;
  }

  private static String read() {
    try (InputStream in = FirmwareRevision.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("the target's jar has no " + RESOURCE + "; build it again");
      }
      Properties properties = new Properties();
      properties.load(in);
      return shortened(properties.getProperty("version"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without a qualifier such as "-SNAPSHOT", which would not fit. */
  static String shortened(String version) {
    int qualifier = version.indexOf('-');
    String number = qualifier < 0 ? version : version.substring(0, qualifier);
    return number.substring(0, Math.min(number.length(), LENGTH));
  }
}
