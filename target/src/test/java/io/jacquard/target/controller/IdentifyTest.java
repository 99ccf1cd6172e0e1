package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.IndependentIdentifyNamespace;
import io.jacquard.nvme.identify.IoCommandSetVectors;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.property.Version;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an I/O controller says of itself and its namespaces. */
class IdentifyTest {
  private static final int OTHER_COMMAND_SET = CommandSetIdentifier.KEY_VALUE;

  private final TestBench bench = new TestBench();
  private TestQueue queue;

  @BeforeEach
  void start() {
    bench.add(1, new TestNamespace(64));
    bench.add(3, new TestNamespace(32));
    queue = bench.start();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Answer identify(int cns, int nsid) {
    return queue.identify(Identify.of(cns, nsid));
  }

  private Answer identify(int cns, int nsid, int csi) {
    return queue.identify(new Identify(nsid, cns, 0, csi, 0, 0));
  }

  private IdentifyController controller() {
    return IdentifyController.decode(identify(Cns.IDENTIFY_CONTROLLER, 0).data());
  }

  @Test
  void identifyControllerHasWhatHostsDependOn() {
    IdentifyController id = controller();

    assertThat(id.cntlid()).isEqualTo(bench.controllerId());
    assertThat(id.version()).isEqualTo(Version.V2_0);
    assertThat(id.subnqn()).contains(TestBench.SUBSYSTEM);
    assertThat(id.serialNumber()).hasSize(20);
    assertThat(id.modelNumber()).isEqualTo("Test Model");
    assertThat(id.firmwareRevision()).isNotEmpty();
    assertThat(id.getInt(IdentifyController.CNTRLTYPE)).isEqualTo(IdentifyController.CNTRLTYPE_IO);
    assertThat(id.has(IdentifyController.CMIC, IdentifyController.CMIC_MULTIPLE_CONTROLLERS))
        .isTrue();
    assertThat(id.getInt(IdentifyController.KAS)).isPositive();
    assertThat(id.has(IdentifyController.CTRATT, IdentifyController.CTRATT_TBKAS)).isTrue();
    assertThat(id.has(IdentifyController.CTRATT, IdentifyController.CTRATT_HOST_ID_128)).isTrue();
    assertThat(id.getInt(IdentifyController.SQES)).isEqualTo(0x66);
    assertThat(id.getInt(IdentifyController.CQES)).isEqualTo(0x44);
    assertThat(id.getInt(IdentifyController.MAXCMD)).isEqualTo(64);
    assertThat(id.getInt(IdentifyController.NN)).isEqualTo(1024);
    assertThat(id.has(IdentifyController.SGLS, IdentifyController.SGLS_SUPPORTED)).isTrue();
    assertThat(id.inCapsuleBytes()).isEqualTo(8192);
    assertThat(id.getInt(IdentifyController.IORCSZ)).isEqualTo(1);
    assertThat(id.getInt(IdentifyController.ICDOFF)).isZero();
    assertThat(id.maxTransferBytes(0)).isEqualTo(128 << 10);
    assertThat(id.getInt(IdentifyController.WCTEMP)).isPositive();
    assertThat(id.has(IdentifyController.VWC, IdentifyController.VWC_PRESENT)).isTrue();
    assertThat(id.has(IdentifyController.OFCS, IdentifyController.OFCS_DISCONNECT)).isTrue();
    assertThat(id.has(IdentifyController.LPA, IdentifyController.LPA_COMMAND_EFFECTS)).isTrue();
    assertThat(id.getInt(IdentifyController.ACWU)).isEqualTo(3);
  }

  @Test
  void optionalCommandsAreThoseThatEveryNamespaceHas() {
    assertThat(controller().getInt(IdentifyController.FUSES))
        .isEqualTo(IdentifyController.FUSES_COMPARE_AND_WRITE);
    assertThat(
            controller().has(IdentifyController.ONCS, IdentifyController.ONCS_DATASET_MANAGEMENT))
        .isTrue();

    bench.add(5, new TestNamespace(8, EnumSet.of(Capability.COMPARE)));

    IdentifyController id = controller();
    assertThat(id.getInt(IdentifyController.FUSES)).isZero();
    assertThat(id.has(IdentifyController.ONCS, IdentifyController.ONCS_COMPARE)).isTrue();
    assertThat(id.has(IdentifyController.ONCS, IdentifyController.ONCS_DATASET_MANAGEMENT))
        .isFalse();
  }

  @Test
  void identifyNamespaceTellsGeometryAndIdentifiers() {
    IdentifyNamespace id = IdentifyNamespace.decode(identify(Cns.IDENTIFY_NAMESPACE, 3).data());
    NamespaceIdentity identity = NamespaceIdentity.derive(TestBench.SUBSYSTEM, 3);

    assertThat(id.nsze()).isEqualTo(32);
    assertThat(id.get(IdentifyNamespace.NCAP)).isEqualTo(32);
    assertThat(id.lbaFormat().blockSize()).isEqualTo(TestNamespace.BLOCK);
    assertThat(id.nguid()).isEqualTo(identity.nguid());
    assertThat(id.eui64()).isEqualTo(identity.eui64());
    assertThat(id.has(IdentifyNamespace.NMIC, IdentifyNamespace.NMIC_SHARED)).isTrue();
    assertThat(id.getInt(IdentifyNamespace.NAWUN)).isEqualTo(3);
    assertThat(id.getInt(IdentifyNamespace.NPWG)).isEqualTo(7);
    assertThat(id.getInt(IdentifyNamespace.NOWS)).isEqualTo(15);
    assertThat(id.getInt(IdentifyNamespace.MSRC)).isPositive();
  }

  @Test
  void anInactiveNamespaceIsAllZeroAndAnImpossibleOneRefused() {
    for (int cns : new int[] {Cns.IDENTIFY_NAMESPACE, Cns.IO_COMMAND_SET_INDEPENDENT_NAMESPACE}) {
      Answer inactive = identify(cns, 2);
      assertThat(inactive.status()).isZero();
      assertThat(inactive.data().array()).containsOnly(0);
      for (int nsid : new int[] {0, 1025, Sqe.NSID_ALL}) {
        assertThat(identify(cns, nsid).code()).isEqualTo(Status.INVALID_NAMESPACE_OR_FORMAT);
      }
    }
  }

  @Test
  void activeNamespacesAreListedAfterTheGivenOne() {
    assertThat(list(Cns.ACTIVE_NAMESPACE_ID_LIST, 0)).containsExactly(1, 3);
    assertThat(list(Cns.ACTIVE_NAMESPACE_ID_LIST, 1)).containsExactly(3);
    assertThat(list(Cns.ACTIVE_NAMESPACE_ID_LIST, 3)).isEmpty();
    assertThat(list(Cns.IO_COMMAND_SET_SPECIFIC_ACTIVE_NAMESPACE_ID_LIST, 0)).containsExactly(1, 3);
    assertThat(identify(Cns.ACTIVE_NAMESPACE_ID_LIST, 0xFFFF_FFFE).code())
        .isEqualTo(Status.INVALID_NAMESPACE_OR_FORMAT);
  }

  private List<Integer> list(int cns, int after) {
    return NamespaceIdList.decode(identify(cns, after).data()).nsids();
  }

  @Test
  void allNamespacesThatThereCanBeFitTheList() {
    IntStream.rangeClosed(4, 1024).forEach(nsid -> bench.add(nsid, new TestNamespace(1)));

    assertThat(list(Cns.ACTIVE_NAMESPACE_ID_LIST, 0)).hasSize(1023);
  }

  @Test
  void descriptorsHaveEveryIdentifier() {
    NamespaceDescriptors found =
        NamespaceDescriptors.decode(
            identify(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, 1).data());

    assertThat(found.identity()).isEqualTo(NamespaceIdentity.derive(TestBench.SUBSYSTEM, 1));
    assertThat(found.csi()).hasValue(CommandSetIdentifier.NVM);
    assertThat(identify(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, 2).code())
        .isEqualTo(Status.INVALID_NAMESPACE_OR_FORMAT);
  }

  @Test
  void theNvmAndZonedCommandSetsAreTheOnlyOnes() {
    assertThat(identify(Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER, 0).status()).isZero();
    assertThat(identify(Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE, 1).status()).isZero();
    for (int cns :
        new int[] {
          Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE,
          Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER,
          Cns.IO_COMMAND_SET_SPECIFIC_ACTIVE_NAMESPACE_ID_LIST
        }) {
      assertThat(identify(cns, 1, OTHER_COMMAND_SET).code()).isEqualTo(Status.INVALID_FIELD);
    }
    Answer sets =
        queue.identify(new Identify(0, Cns.IO_COMMAND_SET_DATA_STRUCTURE, 0xFFFF, 0, 0, 0));
    assertThat(IoCommandSetVectors.decode(sets.data()))
        .isEqualTo(IoCommandSetVectors.NVM_AND_ZONED);
    assertThat(
            queue
                .identify(new Identify(0, Cns.IO_COMMAND_SET_DATA_STRUCTURE, 0x123, 0, 0, 0))
                .code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void theIndependentStructureSaysThatANamespaceIsReady() {
    IndependentIdentifyNamespace id =
        IndependentIdentifyNamespace.decode(
            identify(Cns.IO_COMMAND_SET_INDEPENDENT_NAMESPACE, 1).data());

    assertThat(id.has(IndependentIdentifyNamespace.NSTAT, IndependentIdentifyNamespace.NSTAT_READY))
        .isTrue();
  }

  @Test
  void otherStructuresAndLengthsAreRefused() {
    for (int cns : new int[] {Cns.NVM_SET_LIST, 0x10, 0x13, 0xFF}) {
      Answer answer = identify(cns, 0);
      assertThat(answer.code()).isEqualTo(Status.INVALID_FIELD);
      assertThat(answer.isPermanent()).isTrue();
    }
    assertThat(queue.run(sqe -> sqe.opcode(AdminOpcode.IDENTIFY).cdw10(1), new byte[0], 512).code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
  }
}
