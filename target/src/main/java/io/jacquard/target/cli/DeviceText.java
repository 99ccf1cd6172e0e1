package io.jacquard.target.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.target.device.DeviceUri;
import io.jacquard.target.device.LocalDevice;
import java.util.ArrayList;
import java.util.List;

/** Shows devices. */
final class DeviceText {
  private static final String NONE = "-";

  private DeviceText() {}

  /** A table, and below it for each device the ways to it. */
  static String lines(List<LocalDevice> devices) {
    if (devices.isEmpty()) {
      return "no devices" + System.lineSeparator();
    }
    TextTable table =
        new TextTable("DEVICE", "KIND", "SIZE", "BLOCK", "DRIVER", "MODEL", "REMARKS");
    for (LocalDevice device : devices) {
      table.add(
          device.name(),
          device.kind().toString(),
          device.bytes().isPresent() ? ByteSize.describe(device.bytes().getAsLong()) : NONE,
          device.blockSize().isPresent() ? Long.toString(device.blockSize().getAsLong()) : NONE,
          device.driver().orElse(NONE),
          device.model().orElse(NONE),
          String.join(", ", remarks(device)));
    }
    List<String> rows = table.toString().lines().toList();
    StringBuilder text = new StringBuilder(rows.getFirst()).append(System.lineSeparator());
    for (int i = 0; i < devices.size(); i++) {
      text.append(rows.get(i + 1)).append(System.lineSeparator());
      devices.get(i).uris().forEach(uri -> text.append(line(uri)));
    }
    return text.toString();
  }

  private static String line(DeviceUri uri) {
    return uri.obstacle()
        .map(why -> "    %s   not now: %s%n".formatted(uri.uri(), why))
        .orElseGet(() -> "    %s%n".formatted(uri.uri()));
  }

  private static List<String> remarks(LocalDevice device) {
    List<String> all = new ArrayList<>(device.traits());
    all.addAll(device.uses());
    return all;
  }

  /** The same as an object. */
  static ObjectNode json(List<LocalDevice> devices) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ArrayNode list = object.putArray("devices");
    devices.forEach(device -> fill(list.addObject(), device));
    return object;
  }

  private static void fill(ObjectNode object, LocalDevice device) {
    object.put("name", device.name()).put("kind", device.kind().toString());
    device.bytes().ifPresent(bytes -> object.put("bytes", bytes));
    device.blockSize().ifPresent(bytes -> object.put("block_size", bytes));
    device.driver().ifPresent(driver -> object.put("driver", driver));
    device.model().ifPresent(model -> object.put("model", model));
    ArrayNode traits = object.putArray("traits");
    device.traits().forEach(traits::add);
    ArrayNode uses = object.putArray("uses");
    device.uses().forEach(uses::add);
    ArrayNode uris = object.putArray("uris");
    for (DeviceUri uri : device.uris()) {
      ObjectNode way =
          uris.addObject().put("uri", uri.uri()).put("usable", uri.obstacle().isEmpty());
      uri.obstacle().ifPresent(why -> way.put("obstacle", why));
    }
  }
}
