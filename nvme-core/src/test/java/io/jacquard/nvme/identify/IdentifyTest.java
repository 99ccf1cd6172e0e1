package io.jacquard.nvme.identify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.property.Version;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifyTest {
  @ParameterizedTest
  @CsvSource({
    "SN, 4",
    "MN, 24",
    "FR, 64",
    "RAB, 72",
    "IEEE, 73",
    "CMIC, 76",
    "MDTS, 77",
    "CNTLID, 78",
    "VER, 80",
    "RTD3R, 84",
    "RTD3E, 88",
    "OAES, 92",
    "CTRATT, 96",
    "CNTRLTYPE, 111",
    "FGUID, 112",
    "CRDT1, 128",
    "NVMSR, 253",
    "OACS, 256",
    "ACL, 258",
    "AERL, 259",
    "FRMW, 260",
    "LPA, 261",
    "ELPE, 262",
    "NPSS, 263",
    "WCTEMP, 266",
    "CCTEMP, 268",
    "TNVMCAP, 280",
    "UNVMCAP, 296",
    "KAS, 320",
    "SANICAP, 328",
    "ANATT, 342",
    "ANACAP, 343",
    "ANAGRPMAX, 344",
    "NANAGRPID, 348",
    "PELS, 352",
    "SQES, 512",
    "CQES, 513",
    "MAXCMD, 514",
    "NN, 516",
    "ONCS, 520",
    "FUSES, 522",
    "FNA, 524",
    "VWC, 525",
    "AWUN, 526",
    "AWUPF, 528",
    "ACWU, 532",
    "SGLS, 536",
    "MNAN, 540",
    "MAXDNA, 544",
    "SUBNQN, 768",
    "IOCCSZ, 1792",
    "IORCSZ, 1796",
    "ICDOFF, 1800",
    "FCATT, 1802",
    "MSDBD, 1803",
    "OFCS, 1804",
    "DCTYPE, 1806",
    "PSD 0, 2048",
    "PSD 31, 3040",
    "VS, 3072"
  })
  void controllerFieldsAreWhereTheSpecificationHasThem(String name, int offset) {
    assertThat(offsetOf(IdentifyController.LAYOUT, name)).isEqualTo(offset);
  }

  @ParameterizedTest
  @CsvSource({
    "NSZE, 0",
    "NCAP, 8",
    "NUSE, 16",
    "NSFEAT, 24",
    "NLBAF, 25",
    "FLBAS, 26",
    "MC, 27",
    "DPC, 28",
    "DPS, 29",
    "NMIC, 30",
    "RESCAP, 31",
    "FPI, 32",
    "DLFEAT, 33",
    "NAWUN, 34",
    "NAWUPF, 36",
    "NACWU, 38",
    "NABSN, 40",
    "NOIOB, 46",
    "NVMCAP, 48",
    "NPWG, 64",
    "NPWA, 66",
    "NPDG, 68",
    "NPDA, 70",
    "NOWS, 72",
    "MSSRL, 74",
    "MCL, 76",
    "MSRC, 80",
    "ANAGRPID, 92",
    "NSATTR, 99",
    "NVMSETID, 100",
    "ENDGID, 102",
    "NGUID, 104",
    "EUI64, 120",
    "LBAF 0, 128",
    "LBAF 63, 380",
    "VS, 384"
  })
  void namespaceFieldsAreWhereTheSpecificationHasThem(String name, int offset) {
    assertThat(offsetOf(IdentifyNamespace.LAYOUT, name)).isEqualTo(offset);
  }

  private static int offsetOf(Layout layout, String name) {
    return layout.fields().stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow()
        .offset();
  }

  @Test
  void controllerValuesAreReadInTheirUnits() {
    ByteBuffer nqn = ByteBuffer.allocate(256);
    Nqn.parse("nqn.2026-01.io.jacquard:a").encode(nqn, 0);
    IdentifyController controller =
        IdentifyController.builder()
            .set(IdentifyController.CNTLID, 0xFFEF)
            .setInt(IdentifyController.VER, Version.V2_1.value())
            .set(IdentifyController.MDTS, 5)
            .set(IdentifyController.IOCCSZ, 4 + 8192 / 16)
            .setBytes(IdentifyController.SUBNQN, nqn.array())
            .build();
    assertThat(controller.cntlid()).isEqualTo(0xFFEF);
    assertThat(controller.version()).isEqualTo(Version.V2_1).hasToString("2.1");
    assertThat(controller.maxTransferBytes(0)).isEqualTo(131072);
    assertThat(controller.maxTransferBytes(4)).isEqualTo(2 * 1024 * 1024);
    assertThat(controller.inCapsuleBytes()).isEqualTo(8192);
    assertThat(controller.subnqn()).contains(Nqn.parse("nqn.2026-01.io.jacquard:a"));
    IdentifyController empty = IdentifyController.builder().build();
    assertThat(empty.maxTransferBytes(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(empty.inCapsuleBytes()).isZero();
    assertThat(empty.subnqn()).isEmpty();
  }

  @Test
  void powerStatesAreFoundByIndex() {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    bytes.put(2048 + 32 * 31, (byte) 0x34).put(2048 + 32 * 31 + 1, (byte) 0x12);
    IdentifyController controller = IdentifyController.decode(bytes);
    assertThat(controller.powerState(31).getInt(PowerState.MP)).isEqualTo(0x1234);
    assertThat(controller.powerState(30)).isEqualTo(PowerState.builder().build());
    assertThatThrownBy(() -> controller.powerState(32))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theLbaFormatIndexHasItsHighBitsApart() {
    LbaFormat format = LbaFormat.ofBlockSize(4096);
    IdentifyNamespace namespace =
        IdentifyNamespace.builder()
            .set(IdentifyNamespace.FLBAS, 0x2 | 0x3 << 5)
            .set(IdentifyNamespace.lbaf(50), format.encode())
            .set(IdentifyNamespace.NSZE, 7)
            .build();
    assertThat(namespace.lbaFormatIndex()).isEqualTo(50);
    assertThat(namespace.lbaFormat()).isEqualTo(format);
    assertThat(namespace.lbaFormat().blockSize()).isEqualTo(4096);
    assertThat(namespace.nsze()).isEqualTo(7);
    assertThat(namespace.isInactive()).isFalse();
    assertThat(IdentifyNamespace.builder().build().isInactive()).isTrue();
  }

  @Test
  void lbaFormatsReadBack() {
    Random random = new Random(37);
    for (int i = 0; i < 1000; i++) {
      int dword = random.nextInt();
      assertThat(LbaFormat.decode(dword).encode()).isEqualTo(dword & 0x03FF_FFFF);
    }
    assertThat(LbaFormat.decode(8 << 16).blockSize()).isZero();
    assertThat(LbaFormat.decode(200 << 16).blockSize()).isZero();
    assertThatThrownBy(() -> LbaFormat.ofBlockSize(1000)).hasMessageContaining("power of two");
    assertThatThrownBy(() -> new LbaFormat(0, 9, 4)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void identifiersOfANamespaceAreBigEndian() {
    NamespaceIdentity identity = NamespaceIdentity.derive(Nqn.DISCOVERY, 1);
    ByteBuffer eui = ByteBuffer.allocate(8);
    ByteBuffer nguid = ByteBuffer.allocate(16);
    identity.eui64().encode(eui, 0);
    identity.nguid().encode(nguid, 0);
    IdentifyNamespace namespace =
        IdentifyNamespace.builder()
            .setBytes(IdentifyNamespace.EUI64, eui.array())
            .setBytes(IdentifyNamespace.NGUID, nguid.array())
            .build();
    assertThat(namespace.eui64()).isEqualTo(identity.eui64());
    assertThat(namespace.nguid()).isEqualTo(identity.nguid());
  }

  @Test
  void descriptorListsReadBack() {
    Random random = new Random(41);
    for (int i = 0; i < 500; i++) {
      NamespaceIdentity full = NamespaceIdentity.derive(Nqn.DISCOVERY, i + 1);
      NamespaceIdentity some =
          new NamespaceIdentity(
              random.nextBoolean() ? full.eui64() : Eui64.NONE,
              random.nextBoolean() ? full.nguid() : Nguid.NONE,
              random.nextBoolean() ? full.uuid() : NamespaceIdentity.NO_UUID);
      OptionalInt csi = random.nextBoolean() ? OptionalInt.of(i % 256) : OptionalInt.empty();
      NamespaceDescriptors list = new NamespaceDescriptors(some, csi);
      ByteBuffer bytes = ByteBuffer.allocate(5000);
      list.encode(bytes);
      assertThat(bytes.position()).isEqualTo(4096);
      assertThat(NamespaceDescriptors.decode(bytes.flip())).isEqualTo(list);
    }
  }

  @Test
  void theDescriptorListIsLaidOutAsTheSpecificationHasIt() {
    NamespaceIdentity identity = NamespaceIdentity.derive(Nqn.DISCOVERY, 1);
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    new NamespaceDescriptors(identity, OptionalInt.of(0)).encode(bytes);
    assertThat(bytes.getInt(0)).isEqualTo(0x03100000);
    assertThat(bytes.getLong(12)).isEqualTo(identity.uuid().getLeastSignificantBits());
    assertThat(bytes.getInt(20)).isEqualTo(0x02100000);
    assertThat(bytes.getLong(24)).isEqualTo(identity.nguid().high());
    assertThat(bytes.getInt(40)).isEqualTo(0x01080000);
    assertThat(bytes.getLong(44)).isEqualTo(identity.eui64().value());
    assertThat(bytes.getInt(52)).isEqualTo(0x04010000);
    assertThat(bytes.getLong(56)).isZero();
  }

  @Test
  void descriptorsOfWrongLengthAreMalformedAndUnknownOnesSkipped() {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    bytes.put(0, new byte[] {9, 3, 0, 0, 1, 2, 3, 4, 1, 0, 0, 2});
    assertThat(NamespaceDescriptors.decode(bytes.duplicate()).csi()).hasValue(2);
    bytes.put(8, (byte) 2);
    assertThatThrownBy(() -> NamespaceDescriptors.decode(bytes.duplicate()))
        .isInstanceOfSatisfying(MalformedException.class, e -> assertThat(e.offset()).isEqualTo(8));
    assertThatThrownBy(() -> NamespaceDescriptors.decode(ByteBuffer.allocate(4095)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void randomDescriptorListsAreAValueOrMalformed() {
    Random random = new Random(43);
    byte[] bytes = new byte[4096];
    int values = 0;
    for (int i = 0; i < 5_000; i++) {
      random.nextBytes(bytes);
      for (int at = 0; at + 1 < bytes.length; at += 4 + (bytes[at + 1] & 0xFF)) {
        bytes[at] = (byte) random.nextInt(7);
        int[] length = {random.nextInt(256), 8, 16, 16, 1, 255, 77};
        bytes[at + 1] = (byte) (random.nextInt(50) == 0 ? random.nextInt() : length[bytes[at]]);
      }
      try {
        assertThat(NamespaceDescriptors.decode(ByteBuffer.wrap(bytes)).identity()).isNotNull();
        values++;
      } catch (MalformedException e) {
        assertThat(e.field()).isEqualTo("NIDL");
      }
    }
    assertThat(values).isBetween(1, 4_999);
  }

  @Test
  void namespaceListsReadBackUpToTheirLimit() {
    for (int count : new int[] {0, 1, 1023, 1024}) {
      List<Integer> nsids = IntStream.rangeClosed(1, count).boxed().toList();
      ByteBuffer bytes = ByteBuffer.allocate(4096);
      new NamespaceIdList(nsids).encode(bytes);
      assertThat(bytes.hasRemaining()).isFalse();
      assertThat(NamespaceIdList.decode(bytes.flip()).nsids()).isEqualTo(nsids);
      assertThat(NamespaceIdList.ofChanged(nsids).nsids()).isEqualTo(nsids);
    }
    List<Integer> tooMany = new ArrayList<>(IntStream.rangeClosed(1, 1025).boxed().toList());
    assertThat(NamespaceIdList.ofChanged(tooMany)).isEqualTo(NamespaceIdList.OVERFLOW);
    assertThatThrownBy(() -> new NamespaceIdList(tooMany))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new NamespaceIdList(List.of(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namespaceListsAreLittleEndian() {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    NamespaceIdList.OVERFLOW.encode(bytes);
    assertThat(bytes.getInt(0)).isEqualTo(-1);
    assertThat(bytes.getInt(4)).isZero();
    new NamespaceIdList(List.of(0x0102)).encode(bytes.clear());
    assertThat(bytes.getInt(0)).isEqualTo(0x02010000);
  }

  @Test
  void commandSetVectorsReadBack() {
    IoCommandSetVectors vectors = new IoCommandSetVectors(List.of(1L, 5L));
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    vectors.encode(bytes);
    assertThat(bytes.get(0)).isEqualTo((byte) 1);
    assertThat(bytes.get(8)).isEqualTo((byte) 5);
    assertThat(IoCommandSetVectors.decode(bytes.flip())).isEqualTo(vectors);
    assertThatThrownBy(() -> new IoCommandSetVectors(List.of(0L)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nvmSetListsReadBackAndRefuseMoreThanFit() {
    NvmSet set =
        NvmSet.builder().set(NvmSet.NSETID, 7).set(NvmSet.ENDGID, 3).set(NvmSet.OWS, 4096).build();
    NvmSetList list = new NvmSetList(List.of(set, NvmSet.builder().set(NvmSet.NSETID, 9).build()));
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    list.encode(bytes);
    assertThat(bytes.get(0)).isEqualTo((byte) 2);
    assertThat(bytes.get(128)).isEqualTo((byte) 7);
    assertThat(bytes.get(256)).isEqualTo((byte) 9);
    assertThat(NvmSetList.decode(bytes.flip())).isEqualTo(list);
    bytes.clear().put(0, (byte) 32);
    assertThatThrownBy(() -> NvmSetList.decode(bytes))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("NUMID");
    assertThatThrownBy(() -> new NvmSetList(Collections.nCopies(32, set)))
        .hasMessageContaining("32 NVM sets");
  }
}
