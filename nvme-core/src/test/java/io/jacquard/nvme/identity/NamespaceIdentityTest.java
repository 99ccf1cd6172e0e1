package io.jacquard.nvme.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NamespaceIdentityTest {
  private static final Nqn SUBSYSTEM = Nqn.parse("nqn.2026-01.io.jacquard:test");

  @Test
  void derivedIdentifiersNeverChange() {
    // Computed once with Python's hashlib by the rule in the Javadoc. A change breaks every host's
    // multipath configuration.
    NamespaceIdentity identity = NamespaceIdentity.derive(SUBSYSTEM, 1);
    assertThat(identity.uuid()).hasToString("6571a7ea-6f7f-8599-8e07-b0792d87b408");
    assertThat(identity.nguid()).hasToString("181d063653ba1242062d588bdf9b5c57");
    assertThat(identity.eui64()).hasToString("3ec5c7db882ae8f2");
  }

  @Test
  void derivedIdentifiersDifferBetweenNamespacesAndSubsystems() {
    Set<Object> seen = new HashSet<>();
    for (String name : new String[] {"nqn.2026-01.io.jacquard:a", "nqn.2026-01.io.jacquard:b"}) {
      for (int nsid = 1; nsid <= 1000; nsid++) {
        NamespaceIdentity identity = NamespaceIdentity.derive(Nqn.parse(name), nsid);
        assertThat(seen.add(identity.uuid())).isTrue();
        assertThat(seen.add(identity.nguid())).isTrue();
        assertThat(seen.add(identity.eui64())).isTrue();
        assertThat(identity.hasUuid()).isTrue();
      }
    }
  }

  @Test
  void derivedIdentifiersSayThatTheyAreNoVendors() {
    NamespaceIdentity identity = NamespaceIdentity.derive(SUBSYSTEM, 7);
    assertThat(identity.uuid().version()).isEqualTo(8);
    assertThat(identity.uuid().variant()).isEqualTo(2);
    assertThat(identity.nguid().low() >>> 56 & 3).isEqualTo(2);
    assertThat(identity.eui64().value() >>> 56 & 3).isEqualTo(2);
  }

  @Test
  void identifiersTravelInTheOrderTheyArePrinted() {
    ByteBuffer buffer = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    Nguid nguid = Nguid.parse("00112233-44556677-8899aabb-ccddeeff");
    nguid.encode(buffer, 1);
    assertThat(buffer.get(2)).isEqualTo((byte) 0x11);
    assertThat(buffer.get(16)).isEqualTo((byte) 0xFF);
    assertThat(Nguid.decode(buffer, 1)).isEqualTo(nguid);
    assertThat(nguid).hasToString("00112233445566778899aabbccddeeff");

    Eui64 eui64 = Eui64.parse("02-11-22-33-44-55-66-77");
    eui64.encode(buffer, 20);
    assertThat(buffer.get(21)).isEqualTo((byte) 0x11);
    assertThat(Eui64.decode(buffer, 20)).isEqualTo(eui64).hasToString("0211223344556677");

    HostId id = HostId.parse("F81D4FAE-7dec-11d0-a765-00a0c91e6bf6");
    id.encode(buffer, 40);
    assertThat(buffer.get(40)).isEqualTo((byte) 0xF8);
    assertThat(buffer.get(55)).isEqualTo((byte) 0xF6);
    assertThat(HostId.decode(buffer, 40)).isEqualTo(id);
  }

  @Test
  void textOfOtherFormsIsRefused() {
    assertThatThrownBy(() -> Nguid.parse("0011")).hasMessageContaining("32 hexadecimal");
    assertThatThrownBy(() -> Eui64.parse("zz")).hasMessageContaining("16 hexadecimal");
    assertThatThrownBy(() -> HostId.parse("1-2-3-4-5")).hasMessageContaining("UUID");
    assertThatThrownBy(() -> HostId.parse("host")).hasMessageContaining("UUID");
  }

  @Test
  void nothingIsRecognised() {
    assertThat(Nguid.NONE.isNone()).isTrue();
    assertThat(Eui64.NONE.isNone()).isTrue();
    assertThat(HostId.ZERO.isZero()).isTrue();
    assertThat(HostId.random().isZero()).isFalse();
    assertThat(new NamespaceIdentity(Eui64.NONE, Nguid.NONE, new UUID(0, 0)).hasUuid()).isFalse();
  }
}
