package io.jacquard.target.device;

import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shape of a namespace on a device that others can change too: with Format NVM, through another
 * controller, by the kernel. A size may change at any time. Once blocks or zones are not what they
 * were, commands would reach other data than they mean, and must be refused. Thread-safe.
 */
public final class DeviceShape {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceShape.class);
  private static final int UNKNOWN = Status.NAMESPACE_NOT_READY;
  private static final int ANOTHER = Status.withDnr(Status.NAMESPACE_NOT_READY);

  private final String name;
  private final int commandSet;
  private final Optional<ZoneGeometry> zones;
  private volatile NamespaceGeometry geometry;
  private volatile int refusal = Status.SUCCESS;
  private volatile Runnable listener = () -> {};

  /**
   * The shape that a namespace is opened with.
   *
   * @param name what it is called in messages
   */
  public DeviceShape(
      String name, NamespaceGeometry geometry, int commandSet, Optional<ZoneGeometry> zones) {
    this.name = name;
    this.geometry = geometry;
    this.commandSet = commandSet;
    this.zones = zones;
  }

  /** Size and shape, as it was opened or with another size. */
  public NamespaceGeometry geometry() {
    return geometry;
  }

  /** The status that every command is refused with now, or 0. Cheap enough for every command. */
  public int refusal() {
    return refusal;
  }

  /** Names who hears of another size, on the thread that noticed. */
  public void onChange(Runnable changed) {
    listener = changed;
  }

  /** The namespace was looked at again. */
  public void seen(NamespaceGeometry now, int commandSetNow, Optional<ZoneGeometry> zonesNow) {
    if (now.blockSize() != geometry.blockSize()
        || commandSetNow != commandSet
        || !zonesNow.equals(zones)) {
      refuse(ANOTHER, "has blocks of " + now.blockSize() + " bytes and other zones than before");
      return;
    }
    if (refusal != Status.SUCCESS) {
      LOG.warn("{} has its shape again", name);
      refusal = Status.SUCCESS;
    }
    if (!now.equals(geometry)) {
      LOG.info("{} has changed: {}", name, now);
      geometry = now;
      listener.run();
    }
  }

  /** It is none that could be opened any more, such as one whose blocks have metadata. */
  public void unsuitable(String why) {
    refuse(ANOTHER, why);
  }

  /** It may have changed, and could not be looked at. */
  public void unknown(String why) {
    if (refusal != ANOTHER) {
      refuse(UNKNOWN, why);
    }
  }

  private void refuse(int status, String why) {
    if (refusal != status) {
      LOG.error(
          "{}: its commands are refused until it is exported anew, since it was opened as {} and"
              + " now: {}",
          name,
          geometry,
          why);
      refusal = status;
    }
  }
}
