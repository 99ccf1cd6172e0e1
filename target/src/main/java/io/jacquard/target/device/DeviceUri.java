package io.jacquard.target.device;

import java.util.Optional;

/**
 * A way to a device.
 *
 * @param uri what {@code --namespace} and the other commands take
 * @param obstacle why it cannot be used now, and what to do about it; empty if it can
 */
public record DeviceUri(String uri, Optional<String> obstacle) {

  /** A way that is free. */
  static DeviceUri free(String uri) {
    return new DeviceUri(uri, Optional.empty());
  }

  /** A way that is closed now. */
  static DeviceUri closed(String uri, String why) {
    return new DeviceUri(uri, Optional.of(why));
  }
}
