package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.ConnectInvalidParameter;
import io.jacquard.nvme.command.ConnectResponse;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.command.FabricsCommand;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identify.NvmIdentifyController;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.log.AnaLog;
import io.jacquard.nvme.log.CommandEffectsLog;
import io.jacquard.nvme.log.ErrorLogEntry;
import io.jacquard.nvme.log.FirmwareSlotLog;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.log.SmartHealthLog;
import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.Version;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Cqe;
import io.jacquard.nvme.wire.Sgl;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.wire.Structure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The command model reads what Linux said, and writes the same bytes again. */
class GoldenCommandsTest {

  private static byte[] written(int length, Consumer<ByteBuffer> writer) {
    ByteBuffer target = ByteBuffer.allocate(length);
    writer.accept(target);
    assertThat(target.hasRemaining()).isFalse();
    return target.array();
  }

  private static List<GoldenExchanges.Exchange> all() throws IOException {
    List<GoldenExchanges.Exchange> all = new ArrayList<>();
    for (String connection : GoldenPdus.CONNECTIONS) {
      all.addAll(GoldenExchanges.read(connection));
    }
    return all;
  }

  private static List<GoldenExchanges.Exchange> identified(int cns) throws IOException {
    return all().stream()
        .filter(e -> e.entry().opcode() == AdminOpcode.IDENTIFY && e.succeeded())
        .filter(e -> Identify.decode(e.entry()).cns() == cns)
        .toList();
  }

  private static List<GoldenExchanges.Exchange> logs(int lid) throws IOException {
    return all().stream()
        .filter(e -> e.entry().opcode() == AdminOpcode.GET_LOG_PAGE && e.succeeded())
        .filter(e -> GetLogPage.decode(e.entry()).lid() == lid)
        .toList();
  }

  /** Decodes each, compares the bytes that encoding gives, and returns the values. */
  private static <T> List<T> readBack(
      List<GoldenExchanges.Exchange> exchanges,
      Function<ByteBuffer, T> decode,
      BiConsumer<T, ByteBuffer> encode) {
    List<T> values = new ArrayList<>();
    for (GoldenExchanges.Exchange exchange : exchanges) {
      T value = decode.apply(ByteBuffer.wrap(exchange.toHost()));
      byte[] again = written(exchange.toHost().length, target -> encode.accept(value, target));
      assertThat(Arrays.mismatch(again, exchange.toHost()))
          .as("first byte that differs in %s", exchange.name())
          .isEqualTo(-1);
      values.add(value);
    }
    assertThat(values).isNotEmpty();
    return values;
  }

  @ParameterizedTest
  @FieldSource("io.jacquard.transport.tcp.GoldenPdus#CONNECTIONS")
  void everyEntryIsWrittenAgainFieldByField(String connection) throws IOException {
    for (GoldenExchanges.Exchange exchange : GoldenExchanges.read(connection)) {
      Sqe from = exchange.entry();
      Sqe to = Sqe.allocate();
      to.opcode(from.opcode()).flags(from.fuse(), from.psdt()).cid(from.cid()).nsid(from.nsid());
      to.cdw2(from.cdw2()).cdw3(from.cdw3()).mptr(from.mptr());
      to.sgl1().set(from.sgl1().address(), from.sgl1().length(), from.sgl1().identifier());
      to.cdw10(from.cdw10()).cdw11(from.cdw11()).cdw12(from.cdw12());
      to.cdw13(from.cdw13()).cdw14(from.cdw14()).cdw15(from.cdw15());
      assertThat(to.buffer().array()).as(exchange.name()).isEqualTo(exchange.sqe());
      assertThat(from.psdt()).isEqualTo(Sqe.PSDT_SGL);
    }
  }

  @ParameterizedTest
  @FieldSource("io.jacquard.transport.tcp.GoldenPdus#CONNECTIONS")
  void everyCompletionIsWrittenAgain(String connection) throws IOException {
    for (GoldenExchanges.Exchange exchange : GoldenExchanges.read(connection)) {
      if (exchange.cqe().isEmpty()) {
        continue;
      }
      Cqe from = exchange.completion();
      byte[] bytes = new byte[Cqe.BYTES];
      Cqe to = new Cqe().wrap(ByteBuffer.wrap(bytes), 0);
      to.set(from.result(), from.sqhd(), from.cid(), from.status()).sqid(from.sqid());
      assertThat(bytes).as(exchange.name()).isEqualTo(exchange.cqe().orElseThrow());
      assertThat(from.cid()).isEqualTo(exchange.entry().cid());
    }
  }

  @ParameterizedTest
  @FieldSource("io.jacquard.transport.tcp.GoldenPdus#CONNECTIONS")
  void theDataDescriptorTellsTheDataThatWasMoved(String connection) throws IOException {
    for (GoldenExchanges.Exchange exchange : GoldenExchanges.read(connection)) {
      Sqe sqe = exchange.entry();
      Sgl sgl = sqe.sgl1();
      DataDirection direction = DataDirection.of(sqe.opcode(), sqe.fctype());
      assertThat(sgl.isInCapsule() || sgl.isTransport()).as(exchange.name()).isTrue();
      if (direction == DataDirection.HOST_TO_CONTROLLER) {
        assertThat(exchange.toController()).as(exchange.name()).hasSize((int) sgl.length());
      } else if (exchange.succeeded()) {
        assertThat(exchange.toHost()).as(exchange.name()).hasSize((int) sgl.length());
        assertThat(sgl.isTransport()).isTrue();
      }
    }
  }

  @Test
  void fabricsCommandsAreWrittenAgain() throws IOException {
    Set<Integer> seen = new HashSet<>();
    for (GoldenExchanges.Exchange exchange : all()) {
      Sqe from = exchange.entry();
      if (from.isFabrics()) {
        FabricsCommand command = FabricsCommand.decode(from);
        seen.add(command.fctype());
        Sqe to = Sqe.allocate();
        command.encode(to);
        to.cid(from.cid());
        Sgl sgl = from.sgl1();
        to.sgl1().set(sgl.address(), sgl.length(), sgl.identifier());
        assertThat(to.buffer().array()).as(exchange.name()).isEqualTo(exchange.sqe());
      }
    }
    assertThat(seen)
        .contains(
            FabricsCommandType.CONNECT,
            FabricsCommandType.PROPERTY_GET,
            FabricsCommandType.PROPERTY_SET);
  }

  @Test
  void identifyAndGetLogPageAreWrittenAgain() throws IOException {
    int seen = 0;
    for (GoldenExchanges.Exchange exchange : all()) {
      Sqe from = exchange.entry();
      Sqe to = Sqe.allocate();
      if (from.opcode() == AdminOpcode.IDENTIFY && isAdmin(exchange)) {
        Identify.decode(from).encode(to);
      } else if (from.opcode() == AdminOpcode.GET_LOG_PAGE && isAdmin(exchange)) {
        GetLogPage get = GetLogPage.decode(from);
        get.encode(to);
        assertThat(get.length()).isEqualTo(from.sgl1().length());
      } else {
        continue;
      }
      seen++;
      to.cid(from.cid()).sgl1().setTransport(from.sgl1().length());
      assertThat(to.buffer().array()).as(exchange.name()).isEqualTo(exchange.sqe());
    }
    assertThat(seen).isGreaterThan(50);
  }

  private static boolean isAdmin(GoldenExchanges.Exchange exchange) {
    return exchange.name().contains("Identify") || exchange.name().contains("Get Log Page");
  }

  @Test
  void connectDataAndResponsesAreWrittenAgain() throws IOException {
    int accepted = 0;
    for (GoldenExchanges.Exchange exchange : all()) {
      if (!exchange.name().contains("Connect,")) {
        continue;
      }
      ConnectData data = ConnectData.decode(ByteBuffer.wrap(exchange.toController()));
      assertThat(written(ConnectData.BYTES, data::encode)).isEqualTo(exchange.toController());
      assertThat(data.hostnqn().orElseThrow().violation()).isEmpty();
      assertThat(data.subnqn().violation()).isEmpty();
      Connect connect = (Connect) FabricsCommand.decode(exchange.entry());
      assertThat(connect.recfmt()).isZero();
      int dw0 = exchange.completion().dw0();
      if (exchange.succeeded()) {
        accepted++;
        ConnectResponse response = ConnectResponse.decode(dw0);
        assertThat(response.dw0()).isEqualTo(dw0);
        assertThat(response.cntlid()).isBetween(1, ConnectData.CNTLID_MAX);
      } else {
        assertThat(Status.code(exchange.completion().status()))
            .isEqualTo(Status.CONNECT_INVALID_PARAMETERS);
        assertThat(ConnectInvalidParameter.decode(dw0))
            .isEqualTo(ConnectInvalidParameter.inData(ConnectData.SUBNQN));
      }
    }
    assertThat(accepted).isGreaterThan(5);
  }

  @Test
  void propertiesOfTheLinuxTargetAreUnderstood() throws IOException {
    List<GoldenExchanges.Exchange> plain = GoldenExchanges.read("plain-0");
    long cap = firstResult(plain, "Property Get", 0x00);
    ControllerCapabilities capabilities = new ControllerCapabilities(cap);
    assertThat(capabilities.mqes()).isEqualTo(1023);
    assertThat(capabilities.to()).isEqualTo(15);
    assertThat(capabilities.css() & ControllerCapabilities.CSS_NVM).isNotZero();
    assertThat(new Version((int) firstResult(plain, "Property Get", 0x08))).isEqualTo(Version.V1_3);
    ControllerConfiguration written =
        plain.stream()
            .filter(e -> e.name().contains("Property Set"))
            .map(e -> new ControllerConfiguration(e.entry().cdw12()))
            .filter(ControllerConfiguration::en)
            .findFirst()
            .orElseThrow();
    assertThat(written.iosqes()).isEqualTo(ControllerConfiguration.IOSQES_64);
    assertThat(written.iocqes()).isEqualTo(ControllerConfiguration.IOCQES_16);
  }

  private static long firstResult(
      List<GoldenExchanges.Exchange> exchanges, String name, int property) {
    return exchanges.stream()
        .filter(e -> e.name().contains(name) && e.entry().cdw11() == property)
        .findFirst()
        .orElseThrow()
        .completion()
        .result();
  }

  @Test
  void identifyControllerReadsBackAndIsUnderstood() throws IOException {
    List<IdentifyController> controllers =
        readBack(
            identified(Cns.IDENTIFY_CONTROLLER), IdentifyController::decode, Structure::encode);
    IdentifyController controller =
        controllers.stream()
            .filter(c -> c.getInt(IdentifyController.CNTRLTYPE) == IdentifyController.CNTRLTYPE_IO)
            .findFirst()
            .orElseThrow();
    assertThat(controller.modelNumber()).isEqualTo("Jacquard golden");
    assertThat(controller.firmwareRevision()).startsWith("6.12");
    assertThat(controller.version()).isEqualTo(Version.V1_3);
    assertThat(controller.subnqn()).contains(Nqn.parse("nqn.2026-01.io.jacquard:golden"));
    assertThat(controller.inCapsuleBytes()).isEqualTo(1024);
    assertThat(controller.getInt(IdentifyController.SQES)).isEqualTo(0x66);
    assertThat(controller.getInt(IdentifyController.CQES)).isEqualTo(0x44);
    assertThat(controller.getInt(IdentifyController.KAS)).isPositive();
    assertThat(controller.has(IdentifyController.CTRATT, IdentifyController.CTRATT_TBKAS)).isTrue();
    assertThat(controllers)
        .anyMatch(
            c ->
                c.getInt(IdentifyController.CNTRLTYPE) == IdentifyController.CNTRLTYPE_DISCOVERY
                    && c.subnqn().orElseThrow().isDiscovery());
  }

  @Test
  void identifyNamespaceReadsBackAndIsUnderstood() throws IOException {
    List<IdentifyNamespace> namespaces =
        readBack(identified(Cns.IDENTIFY_NAMESPACE), IdentifyNamespace::decode, Structure::encode);
    IdentifyNamespace namespace =
        namespaces.stream().filter(n -> !n.isInactive()).findFirst().orElseThrow();
    assertThat(namespace.lbaFormat().blockSize()).isEqualTo(512);
    assertThat(namespace.nguid().isNone()).isFalse();
    assertThat(namespace.getInt(IdentifyNamespace.NMIC)).isEqualTo(IdentifyNamespace.NMIC_SHARED);
    List<NamespaceDescriptors> descriptors =
        readBack(
            identified(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST),
            NamespaceDescriptors::decode,
            (value, target) -> value.encode(target));
    assertThat(descriptors.getFirst().identity().nguid()).isEqualTo(namespace.nguid());
    assertThat(descriptors.getFirst().identity().hasUuid()).isTrue();
  }

  @Test
  void namespaceListsAndCommandSetStructuresReadBack() throws IOException {
    List<NamespaceIdList> lists =
        readBack(
            identified(Cns.ACTIVE_NAMESPACE_ID_LIST),
            NamespaceIdList::decode,
            (value, target) -> value.encode(target));
    assertThat(lists).anyMatch(list -> list.nsids().equals(List.of(1)));
    readBack(
        identified(Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER),
        NvmIdentifyController::decode,
        Structure::encode);
    readBack(
        logs(LogPageId.CHANGED_ATTACHED_NAMESPACE_LIST),
        NamespaceIdList::decode,
        (value, target) -> value.encode(target));
  }

  @Test
  void logPagesReadBack() throws IOException {
    List<SmartHealthLog> smart =
        readBack(logs(LogPageId.SMART_HEALTH), SmartHealthLog::decode, Structure::encode);
    assertThat(smart.getFirst().getBig(SmartHealthLog.HWC)).isNotNull();
    readBack(logs(LogPageId.ERROR_INFORMATION), ErrorLogEntry::decode, Structure::encode);
    readBack(logs(LogPageId.FIRMWARE_SLOT_INFORMATION), FirmwareSlotLog::decode, Structure::encode);
    CommandEffectsLog effects =
        readBack(
                logs(LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS),
                CommandEffectsLog::decode,
                Structure::encode)
            .getFirst();
    assertThat(effects.has(CommandEffectsLog.admin(AdminOpcode.IDENTIFY), 1)).isTrue();
    assertThat(effects.has(CommandEffectsLog.io(2), CommandEffectsLog.SUPPORTED)).isTrue();
  }

  @Test
  void anaLogsReadBack() throws IOException {
    int whole = 0;
    for (GoldenExchanges.Exchange exchange : logs(LogPageId.ASYMMETRIC_NAMESPACE_ACCESS)) {
      GetLogPage get = GetLogPage.decode(exchange.entry());
      assertThat(get.offset()).isZero();
      ByteBuffer source = ByteBuffer.wrap(exchange.toHost());
      AnaLog log = AnaLog.decode(source);
      boolean groupsOnly = (get.lsp() & AnaLog.LSP_GROUPS_ONLY) != 0;
      assertThat(written(log.bytes(groupsOnly), target -> log.encode(target, groupsOnly)))
          .isEqualTo(Arrays.copyOf(exchange.toHost(), source.position()));
      whole++;
    }
    assertThat(whole).isPositive();
  }

  @Test
  void theDiscoveryLogReadsBackAndIsUnderstood() throws IOException {
    ByteBuffer whole = ByteBuffer.allocate(1 << 20);
    int end = 0;
    for (GoldenExchanges.Exchange exchange : logs(LogPageId.DISCOVERY)) {
      int offset = (int) GetLogPage.decode(exchange.entry()).offset();
      whole.put(offset, exchange.toHost()); // the host reads the log in parts
      end = Math.max(end, offset + exchange.toHost().length);
    }
    DiscoveryLog log = DiscoveryLog.decode(whole.limit(end));
    assertThat(written(log.bytes(), log::encode)).isEqualTo(Arrays.copyOf(whole.array(), end));
    assertThat(log.entries()).hasSizeGreaterThan(1);
    for (DiscoveryLogEntry entry : log.entries()) {
      assertThat(entry.address()).contains(TransportAddress.parse("tcp://127.0.0.1:4420"));
      assertThat(entry.subnqn()).isPresent();
    }
  }
}
