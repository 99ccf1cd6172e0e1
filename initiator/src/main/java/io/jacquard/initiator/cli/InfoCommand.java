package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.initiator.ExistingFile;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Tells what a URI names and by which way it is reached: back end, asynchronous,"
            + " synchronous and admin interface as they are in effect, with the reason wherever a"
            + " better one could not be had.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard info /dev/nvme0n1",
      "  jacquard info /dev/ng0n1 --async io_uring_cmd",
      "  jacquard info pci:0000:01:00.0?nsid=1 -o json",
    })
final class InfoCommand implements Callable<Integer> {

  /** The forms of the answer. */
  enum Form {
    normal,
    json
  }

  @Spec private CommandSpec spec;

  @Mixin private DeviceFlags device;

  @Option(
      names = {"-o", "--output-format"},
      paramLabel = "FORMAT",
      defaultValue = "normal",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Form form;

  @Override
  public Integer call() throws IOException {
    ObjectNode json = describe(device.uri());
    switch (form) {
      case normal -> CommandOutput.print(spec, InfoText.lines(json));
      case json -> CommandOutput.print(spec, json);
    }
    return 0;
  }

  /** One after the other: a device of a user-space driver can be opened only once. */
  private ObjectNode describe(NamespaceUri uri) throws IOException {
    ExistingFile.require(uri);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("uri", uri.toString());
    ObjectNode identity = JsonNodeFactory.instance.objectNode();
    boolean hasNamespace = true;
    Optional<ControllerAccess> own = NamespaceKinds.openOwnController(uri);
    if (own.isPresent()) {
      try (ControllerAccess controller = own.get()) {
        identify(new AdminSession(uri, controller), identity);
        hasNamespace = controller.nsid() != 0;
      }
    }
    if (hasNamespace) {
      try (Namespace namespace = NamespaceKinds.open(uri)) {
        put(json, namespace);
      }
    } else {
      json.put("device", "a controller: add nsid=N for a namespace of it");
    }
    if (own.isEmpty()) {
      try (AdminSession session = AdminSession.open(uri)) {
        identify(session, identity);
      }
    }
    json.set("identity", identity);
    return json;
  }

  private static void put(ObjectNode json, Namespace namespace) {
    json.put("device", namespace.description());
    AccessPath access = namespace.access();
    json.put("be", access.backEnd()).put("async", access.async());
    json.put("sync", access.sync()).put("admin", access.admin());
    ArrayNode notes = json.putArray("notes");
    access.notes().forEach(notes::add);
    NamespaceGeometry geometry = namespace.geometry();
    ObjectNode shape = json.putObject("geometry");
    shape.put("command_set", CommandSetIdentifier.nameOf(namespace.commandSet()));
    shape.put("bytes", geometry.bytes()).put("size", ByteSize.describe(geometry.bytes()));
    shape.put("blocks", geometry.blocks()).put("block_size", geometry.blockSize());
    shape.put("largest_transfer", namespace.largestTransfer());
    shape.put("read_only", geometry.readOnly());
    shape.put("volatile_write_cache", geometry.volatileWriteCache());
    namespace.zones().ifPresent(zones -> put(shape.putObject("zones"), zones, geometry));
    ArrayNode abilities = json.putArray("capabilities");
    namespace.capabilities().forEach(one -> abilities.add(one.name().toLowerCase(Locale.ROOT)));
  }

  private static void put(ObjectNode json, ZoneGeometry zones, NamespaceGeometry geometry) {
    json.put("count", (geometry.blocks() + zones.zoneBlocks() - 1) / zones.zoneBlocks());
    json.put("zone_blocks", zones.zoneBlocks());
    json.put("max_open", zones.maxOpenZones()).put("max_active", zones.maxActiveZones());
    json.put("largest_append", zones.largestAppendBytes());
  }

  private static void identify(AdminSession session, ObjectNode json) throws IOException {
    IdentifyController controller =
        IdentifyController.decode(identify(session, Cns.IDENTIFY_CONTROLLER, 0));
    put(json, "model", controller, IdentifyController.MN);
    put(json, "serial", controller, IdentifyController.SN);
    put(json, "firmware", controller, IdentifyController.FR);
    put(json, "subnqn", controller, IdentifyController.SUBNQN);
    json.put("cntlid", controller.getInt(IdentifyController.CNTLID));
    if (session.nsid() != 0) {
      json.put("nsid", Integer.toUnsignedLong(session.nsid()));
      Sqe sqe = Sqe.allocate();
      Identify.of(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, session.nsid()).encode(sqe);
      session
          .tryReceive(sqe, Identify.DATA_BYTES)
          .ifPresent(data -> put(json, NamespaceDescriptors.decode(data)));
    }
  }

  private static void put(ObjectNode json, NamespaceDescriptors descriptors) {
    json.setAll(IdentifyText.identifiers(descriptors));
  }

  private static void put(
      ObjectNode json, String name, IdentifyController controller, Layout.Field field) {
    String text = controller.getText(field);
    if (!text.isBlank()) {
      json.put(name, text.strip());
    }
  }

  private static ByteBuffer identify(AdminSession session, int cns, int nsid) throws IOException {
    Sqe sqe = Sqe.allocate();
    Identify.of(cns, nsid).encode(sqe);
    return session.receive("Identify " + Cns.nameOf(cns), sqe, Identify.DATA_BYTES, "the URI");
  }
}
