package io.jacquard.nvme.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FabricsCommandTest {
  private final byte[] array = new byte[Sqe.BYTES];
  private final Sqe sqe = new Sqe().wrap(ByteBuffer.wrap(array), 0);

  private String bytes(int from, int to) {
    return HexFormat.of().formatHex(array, from, to);
  }

  @Test
  void connectIsLaidOutAsTheSpecificationHasIt() {
    Connect connect = new Connect(0x0102, 0x0304, 0x0506, 0x07, 0x08090A0BL);
    connect.encode(sqe);
    assertThat(bytes(0, 5)).isEqualTo("7f40000001");
    assertThat(bytes(40, 52)).isEqualTo("0201" + "0403" + "0605" + "07" + "00" + "0b0a0908");
    assertThat(FabricsCommand.decode(sqe)).isEqualTo(connect);
  }

  @Test
  void propertySetIsLaidOutAsTheSpecificationHasIt() {
    new PropertySet(0x14, 4, 0xFFFF_FFFF_0046_0001L).encode(sqe);
    assertThat(bytes(0, 5)).isEqualTo("7f40000000");
    assertThat(bytes(40, 56)).isEqualTo("00000000" + "14000000" + "0100460000000000");
    new PropertySet(0, 8, 0x0102030405060708L).encode(sqe);
    assertThat(bytes(40, 56)).isEqualTo("01000000" + "00000000" + "0807060504030201");
  }

  @Test
  void propertyGetAndDisconnectAndAuthenticationAreLaidOut() {
    new PropertyGet(0x1C, 4).encode(sqe);
    assertThat(bytes(40, 48)).isEqualTo("000000001c000000");
    new PropertyGet(0, 8).encode(sqe);
    assertThat(bytes(40, 48)).isEqualTo("0100000000000000");
    new Disconnect(3).encode(sqe);
    assertThat(bytes(4, 5) + bytes(40, 42)).isEqualTo("080300");
    AuthenticationSend.ofNvme(0x1234).encode(sqe);
    assertThat(bytes(4, 5) + bytes(40, 48)).isEqualTo("05" + "000101e9" + "34120000");
    new AuthenticationReceive(1, 2, 3, 0xFFFF_FFFFL).encode(sqe);
    assertThat(bytes(4, 5) + bytes(40, 48)).isEqualTo("06" + "00030201" + "ffffffff");
  }

  @Test
  void randomEntriesAreAValueThatReadsBackOrMalformed() {
    Random random = new Random(47);
    int[] types = {0, 1, 4, 5, 6, 8, 2, 0xFF};
    int malformed = 0;
    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(array);
      array[0] = 0x7F;
      array[4] = (byte) types[random.nextInt(types.length)];
      try {
        FabricsCommand command = FabricsCommand.decode(sqe);
        assertThat(command.fctype()).isEqualTo(sqe.fctype());
        Sqe copy = Sqe.allocate();
        command.encode(copy);
        assertThat(FabricsCommand.decode(copy)).isEqualTo(command);
      } catch (MalformedException e) {
        assertThat(e.field()).isIn("FCTYPE", "ATTRIB");
        malformed++;
      }
    }
    assertThat(malformed).isPositive();
  }

  @Test
  void valuesThatDoNotFitTheirFieldsAreRefused() {
    assertThatThrownBy(() -> new Connect(0, 65536, 0, 0, 0)).hasMessageContaining("QID");
    assertThatThrownBy(() -> new Connect(0, 0, -1, 0, 0)).hasMessageContaining("SQSIZE");
    assertThatThrownBy(() -> new Connect(0, 0, 0, 256, 0)).hasMessageContaining("CATTR");
    assertThatThrownBy(() -> new Connect(0, 0, 0, 0, 1L << 32)).hasMessageContaining("KATO");
    assertThatThrownBy(() -> new PropertyGet(0, 2)).hasMessageContaining("4 or 8");
    assertThatThrownBy(() -> AuthenticationSend.ofNvme(-1)).hasMessageContaining("TL");
    assertThatThrownBy(() -> new Disconnect(-1)).hasMessageContaining("RECFMT");
  }

  @Test
  void connectAttributesAreNamed() {
    Connect connect = new Connect(0, 1, 127, 0xC, 0);
    assertThat(connect.disablesSqFlowControl()).isTrue();
    assertThat(connect.individualQueueDelete()).isTrue();
    assertThat(connect.entries()).isEqualTo(128);
    assertThat(new Connect(0, 1, 127, 0x3, 0).disablesSqFlowControl()).isFalse();
  }

  @Test
  void connectDataIsLaidOutAsTheSpecificationHasIt() {
    ConnectData data =
        new ConnectData(
            HostId.parse("00112233-4455-6677-8899-aabbccddeeff"),
            0xFFFE,
            Nqn.parse("nqn.2026-01.io.jacquard:a"),
            Nqn.accept("host"));
    ByteBuffer buffer = ByteBuffer.allocate(1030).position(3);
    data.encode(buffer);
    assertThat(buffer.position()).isEqualTo(1027);
    assertThat(buffer.get(3 + 1)).isEqualTo((byte) 0x11);
    assertThat(buffer.get(3 + 16)).isEqualTo((byte) 0xFE);
    assertThat(buffer.get(3 + 17)).isEqualTo((byte) 0xFF);
    assertThat(buffer.get(3 + 256)).isEqualTo((byte) 'n');
    assertThat(buffer.get(3 + 512)).isEqualTo((byte) 'h');
    assertThat(buffer.get(3 + 516)).isZero();
    assertThat(ConnectData.decode(buffer.position(3))).isEqualTo(data);
    assertThat(buffer.position()).isEqualTo(1027);
  }

  @Test
  void aHostMayGiveNoName() {
    ByteBuffer buffer = ByteBuffer.allocate(1024);
    buffer.put(256, (byte) 'a');
    ConnectData data = ConnectData.decode(buffer.duplicate());
    assertThat(data.hostnqn()).isEmpty();
    assertThat(data.hostName()).isNotEmpty();
    ByteBuffer again = ByteBuffer.allocate(1024);
    data.encode(again);
    assertThat(again.flip()).isEqualTo(buffer);
  }

  @Test
  void connectDataWithABadNameTellsWhere() {
    ByteBuffer buffer = ByteBuffer.allocate(1024);
    buffer.put(256, (byte) 'a');
    buffer.put(512, (byte) 0xFF);
    assertThatThrownBy(() -> ConnectData.decode(buffer.duplicate()))
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.offset()).isEqualTo(ConnectData.HOSTNQN));
    assertThatThrownBy(() -> ConnectData.decode(ByteBuffer.allocate(1023)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("1023");
  }

  @Test
  void randomConnectDataIsAValueOrMalformed() {
    Random random = new Random(53);
    byte[] data = new byte[1024];
    int values = 0;
    for (int i = 0; i < 5_000; i++) {
      random.nextBytes(data);
      for (int at = 256; at < 768; at++) {
        data[at] = (byte) (random.nextInt(2000) == 0 ? data[at] : data[at] & 0x1F | 0x60);
      }
      data[256 + random.nextInt(256)] = 0;
      data[512 + random.nextInt(256)] = 0;
      for (int at = 256; at < 768; at++) {
        data[at] = data[at] == 0x7F ? (byte) 'x' : data[at];
      }
      try {
        ConnectData value = ConnectData.decode(ByteBuffer.wrap(data));
        ByteBuffer copy = ByteBuffer.allocate(1024);
        value.encode(copy);
        assertThat(ConnectData.decode(copy.flip())).isEqualTo(value);
        values++;
      } catch (MalformedException e) {
        assertThat(e.offset()).isIn(256, 512);
      }
    }
    assertThat(values).isBetween(1, 4_999);
  }

  @Test
  void responsesReadBack() {
    ConnectResponse response = new ConnectResponse(0x1234, true, true);
    assertThat(response.dw0()).isEqualTo(0x0006_1234);
    assertThat(ConnectResponse.decode(0x0006_1234)).isEqualTo(response);
    assertThat(ConnectResponse.of(1).dw0()).isEqualTo(1);
    assertThat(ConnectInvalidParameter.inData(ConnectData.SUBNQN).dw0()).isEqualTo(0x0001_0100);
    assertThat(ConnectInvalidParameter.decode(0x0001_0100))
        .isEqualTo(ConnectInvalidParameter.inData(256))
        .hasToString("Connect data byte 256 (SUBNQN)");
    assertThat(ConnectInvalidParameter.inEntry(Connect.SQSIZE))
        .hasToString("Connect command byte 44 (SQSIZE)");
    assertThat(ConnectInvalidParameter.inEntry(47)).hasToString("Connect command byte 47");
    assertThat(ConnectInvalidParameter.inEntry(9999).parameter()).isEmpty();
  }

  @Test
  void asynchronousEventsHaveTheValuesHostsKnow() {
    assertThat(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED.dw0()).isEqualTo(0x040002);
    assertThat(AsyncEvent.ANA_CHANGE.dw0()).isEqualTo(0x0C0302);
    assertThat(AsyncEvent.DISCOVERY_LOG_PAGE_CHANGE.dw0()).isEqualTo(0x70F002);
    assertThat(AsyncEvent.decode(0x70F002)).isEqualTo(AsyncEvent.DISCOVERY_LOG_PAGE_CHANGE);
    assertThatThrownBy(() -> new AsyncEvent(8, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
