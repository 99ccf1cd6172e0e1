package io.jacquard.target.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.LbaFormat;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identify.ZonedIdentifyController;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.wire.Structure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is made of what a controller says. */
class NamespaceProfileTest {
  private static final QueueLimits LIMITS = new QueueLimits(1 << 20, 128, false);
  private static final NamespaceIdentity IDS =
      NamespaceIdentity.derive(Nqn.parse("nqn.2026-01.io.example:device"), 1);

  private final Structure.Builder<IdentifyController> controller =
      IdentifyController.builder().setText(IdentifyController.MN, "A Model");
  private final Structure.Builder<IdentifyNamespace> namespace =
      IdentifyNamespace.builder()
          .set(IdentifyNamespace.NSZE, 1000)
          .set(IdentifyNamespace.NCAP, 1000)
          .setInt(IdentifyNamespace.lbaf(0), LbaFormat.ofBlockSize(4096).encode());

  /** A controller that knows some structures. */
  private static final class Known implements ControllerAccess {
    private final Map<List<Integer>, Consumer<ByteBuffer>> structures = new HashMap<>();

    Known with(int cns, int nsid, Consumer<ByteBuffer> structure) {
      structures.put(List.of(cns, nsid), structure);
      return this;
    }

    @Override
    public int nsid() {
      return 0;
    }

    @Override
    public Completion admin(Sqe command, IoBuffer data, int length) {
      assertThat(command.opcode()).isEqualTo(AdminOpcode.IDENTIFY);
      Identify identify = Identify.decode(command);
      Consumer<ByteBuffer> found = structures.get(List.of(identify.cns(), identify.nsid()));
      if (found == null) {
        return new Completion(Status.withDnr(Status.INVALID_FIELD), 0);
      }
      found.accept(data.bytes().duplicate().clear());
      return new Completion(Status.SUCCESS, 0);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return "a known controller";
    }
  }

  private Known known() {
    return new Known()
        .with(Cns.IDENTIFY_CONTROLLER, 0, controller.build()::encode)
        .with(Cns.IDENTIFY_NAMESPACE, 1, namespace.build()::encode);
  }

  private Known known(int commandSet) {
    return known()
        .with(
            Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST,
            1,
            new NamespaceDescriptors(IDS, OptionalInt.of(commandSet))::encode);
  }

  private NamespaceProfile read() throws IOException {
    return NamespaceProfile.read(new ControllerQueries(known()), 1, LIMITS);
  }

  @Test
  void anOldControllerThatSaysLittleHasLittle() throws Exception {
    NamespaceProfile profile = read();
    assertThat(profile.geometry())
        .isEqualTo(new NamespaceGeometry(4096, 1000, false, false, false, 1, 1, 1, 1));
    assertThat(profile.capabilities()).containsExactly(Capability.PASSTHROUGH);
    assertThat(profile.commandSet()).isEqualTo(CommandSetIdentifier.NVM);
    assertThat(profile.zones()).isEmpty();
    assertThat(profile.largestTransfer()).isEqualTo(512 << 10);
    assertThat(profile.standardVendorCommands()).isFalse();
  }

  @Test
  void whatTheControllerCanIsKnown() throws Exception {
    controller
        .set(IdentifyController.ONCS, 0x1FF)
        .set(IdentifyController.FUSES, 1)
        .set(IdentifyController.VWC, 7)
        .set(IdentifyController.MDTS, 5)
        .set(IdentifyController.AWUN, 100)
        .set(IdentifyController.ICSVSCC, 1);
    namespace
        .set(IdentifyNamespace.NSFEAT, IdentifyNamespace.NSFEAT_OPTIMAL_PERFORMANCE)
        .set(IdentifyNamespace.NPWG, 7)
        .set(IdentifyNamespace.NOWS, 23)
        .set(IdentifyNamespace.NPDG, 15)
        .set(IdentifyNamespace.DLFEAT, 1)
        .set(IdentifyNamespace.NSATTR, 1);
    NamespaceProfile profile = read();
    assertThat(profile.capabilities())
        .containsExactlyInAnyOrder(
            Capability.PASSTHROUGH,
            Capability.COMPARE,
            Capability.DEALLOCATE,
            Capability.WRITE_ZEROES,
            Capability.VERIFY);
    // MDTS of 128 KiB is 32 blocks, and no more can be written as one.
    assertThat(profile.geometry())
        .isEqualTo(new NamespaceGeometry(4096, 1000, true, true, true, 8, 24, 16, 32));
    assertThat(profile.largestTransfer()).isEqualTo(128 << 10);
    assertThat(profile.standardVendorCommands()).isTrue();
  }

  @Test
  void atomicityOfTheNamespaceGoesBeforeThatOfTheController() throws Exception {
    controller.set(IdentifyController.AWUN, 100);
    namespace
        .set(IdentifyNamespace.NSFEAT, IdentifyNamespace.NSFEAT_ATOMICITY)
        .set(IdentifyNamespace.NAWUN, 3);
    assertThat(read().geometry().atomicWriteBlocks()).isEqualTo(4);
  }

  @Test
  void zonesAreThoseOfTheFormatInUse() throws Exception {
    namespace
        .set(IdentifyNamespace.FLBAS, 1)
        .set(IdentifyNamespace.NLBAF, 1)
        .setInt(IdentifyNamespace.lbaf(1), LbaFormat.ofBlockSize(512).encode());
    Known zoned =
        known(CommandSetIdentifier.ZONED_NAMESPACE)
            .with(
                Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE,
                1,
                ZonedIdentifyNamespace.builder()
                        .setInt(ZonedIdentifyNamespace.MAR, ZonedIdentifyNamespace.NO_LIMIT)
                        .setInt(ZonedIdentifyNamespace.MOR, 13)
                        .set(ZonedIdentifyNamespace.OZCS, 1)
                        .set(ZonedIdentifyNamespace.zoneSize(0), 5)
                        .set(ZonedIdentifyNamespace.zoneSize(1), 100)
                        .set(ZonedIdentifyNamespace.extensionSize(1), 2)
                        .build()
                    ::encode)
            .with(
                Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER,
                0,
                ZonedIdentifyController.builder().set(ZonedIdentifyController.ZASL, 4).build()
                    ::encode);
    NamespaceProfile profile = NamespaceProfile.read(new ControllerQueries(zoned), 1, LIMITS);
    assertThat(profile.commandSet()).isEqualTo(CommandSetIdentifier.ZONED_NAMESPACE);
    assertThat(profile.zones()).contains(new ZoneGeometry(100, 14, 0, 64 << 10, true, false, 128));
  }

  @Test
  void whatCannotBeServedSaysWhy() {
    namespace.setInt(IdentifyNamespace.lbaf(0), new LbaFormat(8, 9, 0).encode());
    assertThatThrownBy(this::read)
        .isInstanceOf(NotExportableException.class)
        .hasMessageContaining("8 bytes of metadata")
        .hasMessageContaining("nvme format");
    namespace.setInt(IdentifyNamespace.lbaf(0), new LbaFormat(0, 20, 0).encode());
    assertThatThrownBy(this::read)
        .isInstanceOf(NotExportableException.class)
        .hasMessageContaining("block size 1048576");
    assertThatThrownBy(
            () ->
                NamespaceProfile.read(
                    new ControllerQueries(known(CommandSetIdentifier.KEY_VALUE)), 1, LIMITS))
        .isInstanceOf(NotExportableException.class)
        .hasMessageContaining("Key Value");
    assertThatThrownBy(() -> NamespaceProfile.read(new ControllerQueries(known()), 2, LIMITS))
        .hasMessageContaining("a known controller: Identify")
        .hasMessageContaining("Invalid Field");
  }

  @Test
  void longListsOfNamespacesAreReadToTheirEnd() throws Exception {
    List<Integer> all = IntStream.rangeClosed(1, 1500).map(i -> 2 * i).boxed().toList();
    Known many =
        known()
            .with(
                Cns.ACTIVE_NAMESPACE_ID_LIST, 0, new NamespaceIdList(all.subList(0, 1024))::encode)
            .with(
                Cns.ACTIVE_NAMESPACE_ID_LIST,
                2048,
                new NamespaceIdList(all.subList(1024, 1500))::encode);
    assertThat(new ControllerQueries(many).activeNamespaces()).isEqualTo(all);
  }

  @Test
  void transfersAreAsLargeAsControllerQueueAndPagesAllow() {
    assertThat(new QueueLimits(1 << 20, 127, false).largestTransfer(Long.MAX_VALUE))
        .isEqualTo(256 << 10);
    assertThat(new QueueLimits(96 << 10, 1000, false).largestTransfer(Long.MAX_VALUE))
        .isEqualTo(64 << 10);
    assertThat(LIMITS.largestTransfer(8192)).isEqualTo(8192);
    assertThat(LIMITS.admits(4096, 512 << 10)).isTrue();
    assertThat(LIMITS.admits(4100, 512 << 10)).isFalse();
  }
}
