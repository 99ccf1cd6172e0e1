package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.IndependentIdentifyNamespace;
import io.jacquard.nvme.identify.IoCommandSetVectors;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identify.NvmIdentifyController;
import io.jacquard.nvme.identify.NvmIdentifyNamespace;
import io.jacquard.nvme.identify.ZonedIdentifyController;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Shows what Identify returns, by its CNS; bytes where that is not known here. */
final class IdentifyText {
  private IdentifyText() {}

  static Shown of(Identify command, ByteBuffer data) {
    return switch (command.cns()) {
      case Cns.IDENTIFY_CONTROLLER -> {
        IdentifyController identify = IdentifyController.decode(data.duplicate());
        yield new Shown(
            IdentifyControllerText.lines(identify), IdentifyControllerText.json(identify), data);
      }
      case Cns.IDENTIFY_NAMESPACE, Cns.IDENTIFY_ALLOCATED_NAMESPACE -> {
        IdentifyNamespace identify = IdentifyNamespace.decode(data.duplicate());
        yield new Shown(
            IdentifyNamespaceText.lines(identify, Integer.toUnsignedLong(command.nsid())),
            IdentifyNamespaceText.json(identify),
            data);
      }
      case Cns.ACTIVE_NAMESPACE_ID_LIST,
          Cns.ALLOCATED_NAMESPACE_ID_LIST,
          Cns.IO_COMMAND_SET_SPECIFIC_ACTIVE_NAMESPACE_ID_LIST,
          Cns.IO_COMMAND_SET_SPECIFIC_ALLOCATED_NAMESPACE_ID_LIST ->
          list(data);
      case Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST -> descriptors(data);
      case Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE -> ofNamespace(command.csi(), data);
      case Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER -> ofController(command.csi(), data);
      case Cns.IO_COMMAND_SET_INDEPENDENT_NAMESPACE ->
          plain(IndependentIdentifyNamespace::decode, data);
      case Cns.IO_COMMAND_SET_DATA_STRUCTURE -> vectors(data);
      default -> Shown.raw(data);
    };
  }

  private static Shown ofNamespace(int csi, ByteBuffer data) {
    return switch (csi) {
      case CommandSetIdentifier.NVM -> plain(NvmIdentifyNamespace::decode, data);
      case CommandSetIdentifier.ZONED_NAMESPACE -> plain(ZonedIdentifyNamespace::decode, data);
      default -> Shown.raw(data);
    };
  }

  private static Shown ofController(int csi, ByteBuffer data) {
    return switch (csi) {
      case CommandSetIdentifier.NVM -> plain(NvmIdentifyController::decode, data);
      case CommandSetIdentifier.ZONED_NAMESPACE -> plain(ZonedIdentifyController::decode, data);
      default -> Shown.raw(data);
    };
  }

  private static Shown plain(Function<ByteBuffer, Structure> decode, ByteBuffer data) {
    StructureText text = StructureText.plain(decode.apply(data.duplicate()));
    return new Shown(text.lines(), text.json(), data);
  }

  private static Shown list(ByteBuffer data) {
    StringBuilder lines = new StringBuilder();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray("nsid_list");
    for (int nsid : NamespaceIdList.decode(data.duplicate()).nsids()) {
      lines.append(Integer.toUnsignedString(nsid)).append(System.lineSeparator());
      list.addObject().put("nsid", Integer.toUnsignedLong(nsid));
    }
    return new Shown(lines.toString(), json, data);
  }

  private static Shown descriptors(ByteBuffer data) {
    ObjectNode json = identifiers(NamespaceDescriptors.decode(data.duplicate()));
    return new Shown(lines(json), json, data);
  }

  /** The identifiers that a namespace has. */
  static ObjectNode identifiers(NamespaceDescriptors found) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!found.identity().eui64().equals(Eui64.NONE)) {
      json.put("eui64", found.identity().eui64().toString());
    }
    if (!found.identity().nguid().equals(Nguid.NONE)) {
      json.put("nguid", found.identity().nguid().toString());
    }
    if (found.identity().hasUuid()) {
      json.put("uuid", found.identity().uuid().toString());
    }
    found
        .csi()
        .ifPresent(csi -> json.put("csi", csi).put("csi_name", CommandSetIdentifier.nameOf(csi)));
    return json;
  }

  private static Shown vectors(ByteBuffer data) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray("vectors");
    IoCommandSetVectors.decode(data.duplicate())
        .vectors()
        .forEach(vector -> list.add("0x" + Long.toHexString(vector)));
    return new Shown(lines(json), json, data);
  }

  /** A line for each property. */
  static String lines(ObjectNode json) {
    StringBuilder lines = new StringBuilder();
    for (var property : json.properties()) {
      JsonNode value = property.getValue();
      String text = value.isValueNode() ? value.asText() : value.toString();
      lines.append(String.format("%-9s : %s%n", property.getKey(), text));
    }
    return lines.toString();
  }
}
