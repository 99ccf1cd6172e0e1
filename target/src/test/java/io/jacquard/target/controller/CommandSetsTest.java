package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identify.ZonedIdentifyController;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.log.CommandEffectsLog;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.zone.ZoneManagementReceive;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneReportFilter;
import io.jacquard.nvme.zone.ZoneSendAction;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Namespaces of several command sets behind one controller. */
class CommandSetsTest {
  private static final int ZNS = CommandSetIdentifier.ZONED_NAMESPACE;
  private static final int ALL_SETS = TestBench.ENABLE_ALL_SETS;
  private static final ZoneGeometry ZONES = new ZoneGeometry(16, 3, 0, 8192, true, false, 128);

  private final TestBench bench = new TestBench();
  private final TestNamespace zoned = new TestNamespace(64).zoned(ZONES);
  private final TestNamespace passing =
      new TestNamespace(64, EnumSet.of(Capability.PASSTHROUGH, Capability.COMPARE));

  @BeforeEach
  void start() {
    bench.add(1, new TestNamespace(64));
    bench.add(2, zoned);
    bench.add(3, passing, true);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private TestQueue admin(int configuration) {
    TestQueue queue = bench.connectAdmin(TestBench.SUBSYSTEM, 0);
    queue.set(Property.CC, 4, configuration);
    return queue;
  }

  private static Answer identify(TestQueue queue, int cns, int nsid, int csi) {
    return queue.identify(new Identify(nsid, cns, 0, csi, 0, 0));
  }

  private static List<Integer> list(TestQueue queue, int cns, int csi) {
    return NamespaceIdList.decode(identify(queue, cns, 0, csi).data()).nsids();
  }

  @Test
  void aHostThatEnablesAllCommandSetsSeesAllNamespaces() {
    TestQueue queue = admin(ALL_SETS);
    int specific = Cns.IO_COMMAND_SET_SPECIFIC_ACTIVE_NAMESPACE_ID_LIST;

    assertThat(new ControllerCapabilities(queue.get(Property.CAP, 8).result()).css())
        .isEqualTo(ControllerCapabilities.CSS_NVM | ControllerCapabilities.CSS_IOCSS);
    assertThat(list(queue, Cns.ACTIVE_NAMESPACE_ID_LIST, 0)).containsExactly(1, 2, 3);
    assertThat(list(queue, specific, CommandSetIdentifier.NVM)).containsExactly(1, 3);
    assertThat(list(queue, specific, ZNS)).containsExactly(2);
    assertThat(
            NamespaceDescriptors.decode(
                    identify(queue, Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, 2, 0).data())
                .csi())
        .hasValue(ZNS);
    assertThat(queue.setFeature(FeatureId.IO_COMMAND_SET_PROFILE, 0).status()).isZero();
    assertThat(queue.setFeature(FeatureId.IO_COMMAND_SET_PROFILE, 1).status()).isNotZero();
  }

  @Test
  void aHostThatEnablesTheNvmCommandSetAloneDoesNotSeeZonedNamespaces() {
    TestQueue queue = admin(TestBench.ENABLE);

    assertThat(list(queue, Cns.ACTIVE_NAMESPACE_ID_LIST, 0)).containsExactly(1, 3);
    assertThat(identify(queue, Cns.IDENTIFY_NAMESPACE, 2, 0).data().array()).containsOnly(0);
    assertThat(identify(queue, Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE, 2, ZNS).data().array())
        .containsOnly(0);
    assertThat(identify(queue, Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, 2, 0).code())
        .isEqualTo(Status.INVALID_NAMESPACE_OR_FORMAT);
    TestQueue io = bench.startIo(1);
    assertThat(io.run(read(2), new byte[0], TestNamespace.BLOCK).code())
        .isEqualTo(Status.INVALID_NAMESPACE_OR_FORMAT);
    assertThat(zoned.opcodes()).isEmpty();
    assertThat(io.run(read(1), new byte[0], TestNamespace.BLOCK).status()).isZero();
  }

  private static Consumer<Sqe> read(int nsid) {
    return sqe -> sqe.opcode(NvmOpcode.READ).nsid(nsid).blocks(1);
  }

  @Test
  void identifyTellsOfZones() {
    TestQueue queue = admin(ALL_SETS);
    ZonedIdentifyNamespace id =
        ZonedIdentifyNamespace.decode(
            identify(queue, Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE, 2, ZNS).data());

    assertThat(id.get(ZonedIdentifyNamespace.zoneSize(0))).isEqualTo(16);
    assertThat(id.get(ZonedIdentifyNamespace.extensionSize(0))).isEqualTo(2);
    assertThat(id.get(ZonedIdentifyNamespace.MOR)).isEqualTo(2);
    assertThat(id.getInt(ZonedIdentifyNamespace.MAR)).isEqualTo(ZonedIdentifyNamespace.NO_LIMIT);
    assertThat(id.get(ZonedIdentifyNamespace.ZOC)).isZero();
    assertThat(id.get(ZonedIdentifyNamespace.OZCS))
        .isEqualTo(ZonedIdentifyNamespace.OZCS_READ_ACROSS_ZONES);
    assertThat(
            ZonedIdentifyController.decode(
                    identify(queue, Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER, 0, ZNS).data())
                .get(ZonedIdentifyController.ZASL))
        .isEqualTo(1);
    assertThat(
            IdentifyNamespace.decode(identify(queue, Cns.IDENTIFY_NAMESPACE, 2, 0).data()).nsze())
        .isEqualTo(64);
    // The structure of the NVM command set exists for zoned namespaces too, not so the reverse.
    assertThat(identify(queue, Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE, 2, 0).status()).isZero();
    assertThat(identify(queue, Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE, 1, ZNS).code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void eachCommandSetHasItsOwnEffects() {
    TestQueue queue = admin(ALL_SETS);
    CommandEffectsLog nvm = CommandEffectsLog.decode(effects(queue, 0).data());
    CommandEffectsLog zns = CommandEffectsLog.decode(effects(queue, ZNS).data());
    int changes = CommandEffectsLog.SUPPORTED | CommandEffectsLog.CONTENT_CHANGE;

    assertThat(nvm.get(CommandEffectsLog.io(NvmOpcode.ZONE_APPEND))).isZero();
    assertThat(nvm.get(CommandEffectsLog.io(NvmOpcode.WRITE))).isEqualTo(changes);
    assertThat(zns.get(CommandEffectsLog.io(NvmOpcode.ZONE_APPEND))).isEqualTo(changes);
    assertThat(zns.get(CommandEffectsLog.io(NvmOpcode.ZONE_MANAGEMENT_SEND))).isEqualTo(changes);
    assertThat(zns.get(CommandEffectsLog.io(NvmOpcode.ZONE_MANAGEMENT_RECEIVE)))
        .isEqualTo(CommandEffectsLog.SUPPORTED);
    assertThat(zns.get(CommandEffectsLog.io(NvmOpcode.READ))).isNotZero();
    assertThat(effects(queue, CommandSetIdentifier.KEY_VALUE).code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  private static Answer effects(TestQueue queue, int csi) {
    return queue.log(
        new GetLogPage(
            0, LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS, 0, false, 4096, 0, 0, false, 0, csi));
  }

  @Test
  void zoneCommandsReachZonedNamespacesAlone() {
    admin(ALL_SETS);
    TestQueue io = bench.startIo(1);
    byte[] block = new byte[TestNamespace.BLOCK];

    assertThat(io.run(append(2), block, 0).status()).isZero();
    assertThat(io.run(append(1), block, 0).code()).isEqualTo(Status.INVALID_OPCODE);
    assertThat(io.run(append(2), new byte[1024], 0).code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(io.run(report(512), new byte[0], 512).status()).isZero();
    assertThat(io.run(report(1024), new byte[0], 512).code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(io.run(manage(ZoneSendAction.RESET)).status()).isZero();
    assertThat(io.run(manage(ZoneSendAction.SET_DESCRIPTOR_EXTENSION), new byte[64], 0).code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(io.run(manage(ZoneSendAction.SET_DESCRIPTOR_EXTENSION), new byte[128], 0).status())
        .isZero();
    assertThat(zoned.opcodes()).containsExactly(0x7D, 0x7A, 0x79, 0x79);
  }

  private static Consumer<Sqe> append(int nsid) {
    return sqe -> sqe.opcode(NvmOpcode.ZONE_APPEND).nsid(nsid).blocks(1);
  }

  private static Consumer<Sqe> report(int bytes) {
    return sqe -> {
      ZoneManagementReceive.report(0, bytes, ZoneReportFilter.ALL).encode(sqe);
      sqe.nsid(2);
    };
  }

  private static Consumer<Sqe> manage(int action) {
    return sqe -> {
      ZoneManagementSend.of(action, 0).encode(sqe);
      sqe.nsid(2);
    };
  }

  @Test
  void aNamespaceThatPassesCommandsThroughTakesEveryOpcodeButNoDataThatIsTooShort() {
    admin(TestBench.ENABLE);
    TestQueue io = bench.startIo(1);

    assertThat(io.run(sqe -> sqe.opcode(0x91).nsid(3), new byte[4096], 0).status()).isZero();
    assertThat(io.run(sqe -> sqe.opcode(0xFC).nsid(3)).status()).isZero();
    assertThat(passing.opcodes()).containsExactly(0x91, 0xFC);
    assertThat(io.run(sqe -> sqe.opcode(0xFC).nsid(3), new byte[512], 0).code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.READ).nsid(3).blocks(8), new byte[0], 512).code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(
            io.run(
                    sqe -> sqe.opcode(NvmOpcode.IO_MANAGEMENT_RECEIVE).nsid(3).cdw11(1023),
                    new byte[0],
                    512)
                .code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(
            io.run(
                    sqe -> sqe.opcode(NvmOpcode.RESERVATION_REPORT).nsid(3).cdw10(1023),
                    new byte[0],
                    4096)
                .code())
        .as("a device behind knows only one host")
        .isEqualTo(Status.INVALID_OPCODE);
    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.CANCEL).nsid(3)).code())
        .as("a device behind has other command identifiers, some of other hosts' commands")
        .isEqualTo(Status.INVALID_OPCODE);
    assertThat(io.run(sqe -> sqe.opcode(0x91).nsid(1), new byte[512], 0).code())
        .isEqualTo(Status.INVALID_OPCODE);
  }

  @Test
  void aHostSeesNothingOfOthersInRoomThatTheDeviceDoesNotFill() {
    admin(TestBench.ENABLE);
    TestQueue io = bench.startIo(1);
    byte[] secret = new byte[4096];
    Arrays.fill(secret, (byte) 0x5A);

    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.WRITE).nsid(1).blocks(8), secret, 0).status())
        .isZero();
    Consumer<Sqe> short4 = sqe -> sqe.opcode(NvmOpcode.IO_MANAGEMENT_RECEIVE).nsid(3).cdw11(0);
    Answer answer = io.run(short4, new byte[0], secret.length);
    assertThat(answer.status()).isZero();
    assertThat(answer.data().array()).containsOnly(0);
  }

  @Test
  void vendorSpecificCommandsDoNotPassUnasked() {
    TestNamespace cautious = new TestNamespace(8, EnumSet.of(Capability.PASSTHROUGH));
    bench.add(4, cautious);
    admin(TestBench.ENABLE);
    TestQueue io = bench.startIo(1);

    assertThat(io.run(sqe -> sqe.opcode(0x91).nsid(4), new byte[4096], 0).code())
        .isEqualTo(Status.INVALID_OPCODE);
    assertThat(cautious.opcodes()).isEmpty();
  }
}
