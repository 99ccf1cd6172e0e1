package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.LbaFormat;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.log.CommandEffectsLog;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.log.SupportedLogPagesLog;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.wire.Structure;
import io.jacquard.target.definition.PassthroughDefinition.AdminCommands;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.Subsystem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Admin commands of a passthrough subsystem's controller. */
class PassedCommandsTest {
  private static final int VENDOR_SPECIFIC = 0xC1;
  private static final NamespaceIdentity IDS = NamespaceIdentity.derive(TestBench.SUBSYSTEM, 9);

  private final TestBench bench = new TestBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static IdentifyController device() {
    return IdentifyController.builder()
        .set(IdentifyController.VID, 0x1B36)
        .setText(IdentifyController.SN, "device")
        .setText(IdentifyController.MN, "A Model")
        .set(IdentifyController.CNTLID, 0x77)
        .set(IdentifyController.MDTS, 20)
        .set(IdentifyController.OACS, 0x1FF)
        .set(IdentifyController.ONCS, 0x1FF)
        .set(IdentifyController.FUSES, 1)
        .set(IdentifyController.HMPRE, 100)
        .set(IdentifyController.HMMIN, 10)
        .set(IdentifyController.NN, 256)
        .set(IdentifyController.CRDT1, 30)
        .set(IdentifyController.WCTEMP, 333)
        .set(IdentifyController.CMIC, IdentifyController.CMIC_ANA)
        .set(IdentifyController.ANACAP, 0xFF)
        .build();
  }

  private static IdentifyNamespace namespace() {
    return IdentifyNamespace.builder()
        .set(IdentifyNamespace.NSZE, 64)
        .set(IdentifyNamespace.NCAP, 64)
        .set(IdentifyNamespace.NLBAF, 1)
        .setInt(IdentifyNamespace.lbaf(0), LbaFormat.ofBlockSize(512).encode())
        .setInt(IdentifyNamespace.lbaf(1), new LbaFormat(8, 9, 0).encode())
        .set(IdentifyNamespace.MC, 3)
        .set(IdentifyNamespace.DPC, 0x1F)
        .set(IdentifyNamespace.RESCAP, 0xFF)
        .setBytes(IdentifyNamespace.EUI64, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})
        .build();
  }

  private TestDevice device(AdminCommands commands, Optional<Boolean> clearIds) {
    return new TestDevice(commands, clearIds, device())
        .answering(
            (sqe, data) -> {
              ByteBuffer into = data.duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
              if (sqe.opcode() == AdminOpcode.IDENTIFY) {
                structure(sqe.cdw10() & 0xFF).accept(into);
              }
            });
  }

  private static Consumer<ByteBuffer> structure(int cns) {
    return switch (cns) {
      case Cns.IDENTIFY_CONTROLLER -> device()::encode;
      case Cns.IDENTIFY_NAMESPACE -> namespace()::encode;
      case Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST ->
          new NamespaceDescriptors(IDS, OptionalInt.of(CommandSetIdentifier.NVM))::encode;
      default -> bytes -> {};
    };
  }

  /** The admin queue of a controller with a device behind it and namespace 1. */
  private TestQueue start(TestDevice device) {
    ExportedNamespace exported =
        bench.add(1, new TestNamespace(64, EnumSet.of(Capability.PASSTHROUGH)));
    bench.roster.replace(
        new Subsystem(bench.roster.current().definition(), List.of(exported), Optional.of(device)));
    return bench.start();
  }

  private TestQueue start() {
    return start(device(AdminCommands.VENDOR, Optional.empty()));
  }

  private static IdentifyController identified(TestQueue queue) {
    return IdentifyController.decode(
        queue.identify(Identify.of(Cns.IDENTIFY_CONTROLLER, 0)).data());
  }

  @Test
  void theControllerIsTheDeviceButForWhatFabricsDecides() {
    IdentifyController seen = identified(start());

    assertThat(seen.serialNumber()).isEqualTo("device");
    assertThat(seen.modelNumber()).isEqualTo("A Model");
    for (Layout.Field kept :
        List.of(IdentifyController.VID, IdentifyController.CRDT1, IdentifyController.WCTEMP)) {
      assertThat(seen.get(kept)).as(kept.name()).isEqualTo(device().get(kept));
    }
    assertThat(seen.cntlid()).isEqualTo(bench.controllerId()).isNotEqualTo(0x77);
    assertThat(seen.subnqn()).contains(TestBench.SUBSYSTEM);
    assertThat(seen.maxTransferBytes(0)).isLessThanOrEqualTo(1 << 20);
    for (Layout.Field without :
        List.of(
            IdentifyController.FUSES,
            IdentifyController.HMPRE,
            IdentifyController.HMMIN,
            IdentifyController.OACS,
            IdentifyController.ANACAP)) {
      assertThat(seen.get(without)).as(without.name()).isZero();
    }
    assertThat(seen.has(IdentifyController.ONCS, IdentifyController.ONCS_RESERVATIONS)).isFalse();
    assertThat(seen.has(IdentifyController.ONCS, IdentifyController.ONCS_VERIFY)).isTrue();
    assertThat(seen.has(IdentifyController.CMIC, IdentifyController.CMIC_ANA)).isFalse();
    assertThat(seen.has(IdentifyController.CMIC, IdentifyController.CMIC_MULTIPLE_CONTROLLERS))
        .isTrue();
    assertThat(seen.get(IdentifyController.KAS)).isNotZero();
    assertThat(seen.get(IdentifyController.IOCCSZ)).isGreaterThanOrEqualTo(4);
  }

  @Test
  void namespacesLoseMetadataAndReservationsAndHereTheirIdentifiers() {
    TestQueue queue = start();
    IdentifyNamespace seen =
        IdentifyNamespace.decode(queue.identify(Identify.of(Cns.IDENTIFY_NAMESPACE, 1)).data());

    assertThat(seen.nsze()).isEqualTo(64);
    assertThat(seen.lbaFormat(0).blockSize()).isEqualTo(512);
    assertThat(seen.lbaFormat(1).blockSize()).isZero();
    assertThat(seen.get(IdentifyNamespace.MC)).isZero();
    assertThat(seen.get(IdentifyNamespace.DPC)).isZero();
    assertThat(seen.get(IdentifyNamespace.RESCAP)).isZero();
    // The loopback transport's host is on this machine and has the device itself.
    assertThat(seen.eui64()).isEqualTo(Eui64.NONE);
    NamespaceDescriptors ids = descriptors(queue);
    assertThat(ids.identity().eui64()).isEqualTo(Eui64.NONE);
    assertThat(ids.identity().hasUuid()).isFalse();
    assertThat(ids.csi()).hasValue(CommandSetIdentifier.NVM);
  }

  private static NamespaceDescriptors descriptors(TestQueue queue) {
    return NamespaceDescriptors.decode(
        queue
            .identify(Identify.of(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, 1))
            .data()
            .order(ByteOrder.LITTLE_ENDIAN));
  }

  @Test
  void identifiersAreKeptIfThatIsConfigured() {
    TestQueue queue = start(device(AdminCommands.VENDOR, Optional.of(false)));

    assertThat(descriptors(queue).identity()).isEqualTo(IDS);
    assertThat(
            IdentifyNamespace.decode(queue.identify(Identify.of(Cns.IDENTIFY_NAMESPACE, 1)).data())
                .eui64())
        .isEqualTo(namespace().eui64());
  }

  @Test
  void namespacesThatAreNotExportedAreNotShown() {
    TestDevice device = device(AdminCommands.VENDOR, Optional.empty());
    TestQueue queue = start(device);

    Answer hidden = queue.identify(Identify.of(Cns.IDENTIFY_NAMESPACE, 2));
    assertThat(hidden.status()).isZero();
    assertThat(IdentifyNamespace.decode(hidden.data()).isInactive()).isTrue();
    queue.identify(Identify.of(Cns.ACTIVE_NAMESPACE_ID_LIST, 0));
    assertThat(device.seen()).isEmpty();
  }

  @Test
  void statusAndResultComeBackAsTheyAre() {
    TestDevice device = device(AdminCommands.VENDOR, Optional.empty());
    TestQueue queue = start(device);
    int odd = Status.withCrd(Status.withDnr(Status.of(Status.SCT_VENDOR, 0xC1)), 2);
    device.ends(odd, 0x1122334455667788L);

    Answer answer = queue.run(sqe -> sqe.opcode(VENDOR_SPECIFIC).cdw12(5));

    assertThat(answer.status()).isEqualTo(odd);
    assertThat(answer.result()).isEqualTo(0x1122334455667788L);
    assertThat(device.seen()).hasSize(1);
    assertThat(device.seen().getFirst().cdw12()).isEqualTo(5);
  }

  @Test
  void whatBelongsToTheAssociationStaysWithTheController() {
    TestDevice device = device(AdminCommands.ALL, Optional.empty());
    TestQueue queue = start(device);

    assertThat(queue.setFeature(FeatureId.NUMBER_OF_QUEUES, 0x0003_0003).status()).isZero();
    assertThat(queue.getFeature(FeatureId.KEEP_ALIVE_TIMER, 0, 0, 0).status()).isZero();
    assertThat(queue.getFeature(FeatureId.ASYNC_EVENT_CONFIGURATION, 0, 0, 0).status()).isZero();
    assertThat(queue.getFeature(FeatureId.HOST_IDENTIFIER, 0, 1, 16).status()).isZero();
    assertThat(queue.setFeature(FeatureId.HOST_MEMORY_BUFFER, 1).code())
        .isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.setFeature(FeatureId.INTERRUPT_COALESCING, 1).code())
        .isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.run(sqe -> sqe.opcode(AdminOpcode.CREATE_IO_SQ)).code())
        .isEqualTo(Status.INVALID_OPCODE);
    assertThat(queue.run(sqe -> sqe.opcode(AdminOpcode.DOORBELL_BUFFER_CONFIG)).code())
        .isEqualTo(Status.INVALID_OPCODE);
    assertThat(device.seen()).isEmpty();
  }

  @Test
  void aSilentDeviceKeepsNothingElse() {
    TestDevice device = device(AdminCommands.VENDOR, Optional.empty());
    TestQueue queue = start(device);
    device.isSilent(true);

    TestQueue.Pending waiting =
        queue.send(
            sqe -> sqe.opcode(AdminOpcode.GET_FEATURES).cdw10(FeatureId.TEMPERATURE_THRESHOLD));
    bench.settle();
    assertThat(waiting.isDone()).isFalse();
    assertThat(queue.run(sqe -> sqe.opcode(AdminOpcode.KEEP_ALIVE)).status()).isZero();
    assertThat(queue.identify(Identify.of(Cns.ACTIVE_NAMESPACE_ID_LIST, 0)).status()).isZero();
    TestQueue io = bench.startIo(1);
    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1)).status()).isZero();

    device.ends(Status.SUCCESS, 0x157);
    device.isSilent(false);
    bench.settle();
    assertThat(waiting.answer().result()).isEqualTo(0x157);
  }

  @Test
  void anAnswerThatComesAfterTheHostHasGoneHarmsNothing() {
    TestDevice device = device(AdminCommands.VENDOR, Optional.empty());
    TestQueue queue = start(device);
    device.isSilent(true);
    queue.send(sqe -> sqe.opcode(VENDOR_SPECIFIC));
    bench.settle();
    queue.close();

    device.isSilent(false);
    bench.settle();
    assertThat(identified(bench.start()).serialNumber()).isEqualTo("device");
  }

  @Test
  void eachSetOfCommandsIsAllowedOrNot() {
    Sqe format = Sqe.allocate().opcode(AdminOpcode.FORMAT_NVM).nsid(1);
    Sqe sanitize = Sqe.allocate().opcode(AdminOpcode.SANITIZE);
    Sqe vendor = Sqe.allocate().opcode(VENDOR_SPECIFIC);
    Sqe vendorLog = Sqe.allocate();
    GetLogPage.of(0xC0, 0, 512).encode(vendorLog);
    Sqe smart = Sqe.allocate();
    GetLogPage.of(LogPageId.SMART_HEALTH, 0, 512).encode(smart);
    for (AdminCommands allowed : AdminCommands.values()) {
      PassedCommandPolicy policy = new PassedCommandPolicy(allowed);
      assertThat(policy.passes(smart)).isTrue();
      assertThat(policy.passes(vendor)).isEqualTo(allowed != AdminCommands.STANDARD);
      assertThat(policy.passes(vendorLog)).isEqualTo(allowed != AdminCommands.STANDARD);
      assertThat(policy.passes(sanitize)).isEqualTo(allowed == AdminCommands.ALL);
      assertThat(policy.passes(format)).as("the shape of namespaces stays").isFalse();
    }
    assertThat(start().run(sqe -> sqe.copyFrom(sanitize).flags(0, Sqe.PSDT_SGL)).code())
        .isEqualTo(Status.INVALID_OPCODE);
  }

  /** A device that moves more than it has room for would write over memory that is not its own. */
  @Test
  void theDeviceHasRoomForAnyFeatureHoweverLittleTheHostBrings() {
    TestDevice device = device(AdminCommands.VENDOR, Optional.empty());
    TestQueue queue = start(device);

    queue.getFeature(FeatureId.LBA_RANGE_TYPE, 0, 0, 0);
    queue.getFeature(FeatureId.TIMESTAMP, 0, 0, 8);
    queue.setFeature(FeatureId.VOLATILE_WRITE_CACHE, 1);

    assertThat(device.rooms()).containsExactly(4096, 4096, 4096);
  }

  @Test
  void dataThatIsShorterThanTheCommandIsRefused() {
    TestDevice device = device(AdminCommands.ALL, Optional.empty());
    TestQueue queue = start(device);

    Answer shortPage =
        queue.run(GetLogPage.of(LogPageId.SMART_HEALTH, 0, 1024)::encode, new byte[0], 512);
    Answer shortSecurity =
        queue.run(sqe -> sqe.opcode(AdminOpcode.SECURITY_RECEIVE).cdw11(8192), new byte[0], 512);
    Answer shortImage =
        queue.run(
            sqe -> sqe.opcode(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD).cdw10(1023), new byte[8], 0);

    for (Answer answer : List.of(shortPage, shortSecurity, shortImage)) {
      assertThat(answer.code()).isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    }
    assertThat(device.seen()).isEmpty();
  }

  @Test
  void pagesThatTellWhatIsSupportedTellWhatHostsCanUse() {
    TestDevice device =
        new TestDevice(AdminCommands.VENDOR, Optional.empty(), device())
            .answering(
                (sqe, data) -> {
                  for (int i = 0; i < data.capacity(); i += 4) {
                    data.putInt(i, 1);
                  }
                });
    TestQueue queue = start(device);

    CommandEffectsLog commands =
        CommandEffectsLog.decode(
            queue.log(GetLogPage.of(LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS, 0, 4096)).data());
    assertThat(commands.get(CommandEffectsLog.admin(AdminOpcode.FORMAT_NVM))).isZero();
    assertThat(commands.get(CommandEffectsLog.admin(AdminOpcode.IDENTIFY))).isOne();
    assertThat(commands.get(CommandEffectsLog.admin(VENDOR_SPECIFIC))).isOne();
    assertThat(commands.get(CommandEffectsLog.io(NvmOpcode.RESERVATION_ACQUIRE))).isZero();
    assertThat(commands.get(CommandEffectsLog.io(NvmOpcode.VERIFY))).isOne();

    SupportedLogPagesLog pages =
        SupportedLogPagesLog.decode(
            queue.log(GetLogPage.of(LogPageId.SUPPORTED_LOG_PAGES, 0, 1024)).data());
    assertThat(pages.get(SupportedLogPagesLog.page(LogPageId.ASYMMETRIC_NAMESPACE_ACCESS)))
        .isZero();
    assertThat(pages.get(SupportedLogPagesLog.page(LogPageId.SMART_HEALTH))).isOne();

    byte[] part =
        queue.log(GetLogPage.of(LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS, 1024, 64)).data().array();
    assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(bytes(commands), 1024, 1088));
    assertThat(queue.log(GetLogPage.of(LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS, 8192, 64)).code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  private static byte[] bytes(Structure structure) {
    ByteBuffer all = ByteBuffer.allocate(structure.size());
    structure.encode(all);
    return all.array();
  }
}
