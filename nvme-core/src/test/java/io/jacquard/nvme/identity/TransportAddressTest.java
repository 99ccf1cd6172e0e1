package io.jacquard.nvme.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportAddressTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          tcp://127.0.0.1:4420,          tcp://127.0.0.1:4420,     TCP,  IPV4
          tcp://127.0.0.1,               tcp://127.0.0.1:4420,     TCP,  IPV4
          TCP://[::1]:8009,              tcp://[::1]:8009,         TCP,  IPV6
          tcp://[0:0:0:0:0:0:0:0]:1,     tcp://[::]:1,             TCP,  IPV6
          tcp://[FD00:0:0:1:0:0:0:1],    tcp://[fd00:0:0:1::1]:4420, TCP, IPV6
          tcp://[1:0:2:3:4:5:6:7]:0,     tcp://[1:0:2:3:4:5:6:7]:0, TCP, IPV6
          tcp://[fe80::1%eth0]:4420,     tcp://[fe80::1%eth0]:4420, TCP, IPV6
          tcp://[1::]:65535,             tcp://[1::]:65535,        TCP,  IPV6
          rdma://10.0.0.1:4421,          rdma://10.0.0.1:4421,     RDMA, IPV4
          tcp://storage.example.com:1,   tcp://storage.example.com:1, TCP, UNSPECIFIED
          loop://anything,               loop://anything,          LOOP, INTRA_HOST
          """)
  void addressesAreReadAndWritten(
      String text, String canonical, TransportType type, AddressFamily family) {
    TransportAddress address = TransportAddress.parse(text);
    assertThat(address).hasToString(canonical);
    assertThat(address.type()).isEqualTo(type);
    assertThat(address.family()).isEqualTo(family);
    assertThat(TransportAddress.parse(canonical)).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          127.0.0.1:4420           | write tcp://127.0.0.1:4420
          ftp://127.0.0.1          | one of tcp, rdma, loop
          tcp://                   | the host is missing
          tcp://:4420              | the host is missing
          tcp://[]:4420            | the host is missing
          tcp://::1:4420           | must be in brackets
          tcp://[::1               | not closed
          tcp://[::1]4420          | only ":port" may follow
          tcp://[::g]:1            | not an IPv6 address
          tcp://[127.0.0.1]:1      | not an IPv6 address
          tcp://[::1%]:1           | not an IPv6 address
          tcp://300.0.0.1:1        | neither an address nor a name
          tcp://1.2.3:1            | neither an address nor a name
          tcp://a b:1              | neither an address nor a name
          tcp://127.0.0.1:         | port ""
          tcp://127.0.0.1:65536    | port "65536"
          tcp://127.0.0.1:-1       | port "-1"
          tcp://127.0.0.1:44x      | port "44x"
          tcp://127.0.0.1:1/x      | port "1/x"
          tcp://host/x             | neither an address nor a name
          loop://                  | 0 characters
          loop://a b               | not printable
          """)
  void otherTextIsRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> TransportAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"")
        .hasMessageContaining(reason);
  }

  @Test
  void theDefaultPortIsTheCallers() {
    TransportAddress address =
        TransportAddress.parse("tcp://[::1]", TransportAddress.DISCOVERY_PORT);
    assertThat(address.port()).isEqualTo(8009);
    assertThat(address.withPort(1).port()).isEqualTo(1);
  }

  @Test
  void socketAddressesConvertBothWays() throws UnknownHostException {
    for (String text : new String[] {"tcp://127.0.0.1:4420", "tcp://[::1]:8009"}) {
      TransportAddress address = TransportAddress.parse(text);
      InetSocketAddress socket = address.toSocketAddress();
      assertThat(TransportAddress.ofSocketAddress(TransportType.TCP, socket)).isEqualTo(address);
      assertThat(address.resolve()).isSameAs(address);
    }
    assertThat(TransportAddress.tcp("localhost", 4420).resolve().toSocketAddress().getAddress())
        .matches(InetAddress::isLoopbackAddress);
    assertThatThrownBy(
            () ->
                TransportAddress.ofSocketAddress(
                    TransportType.TCP, InetSocketAddress.createUnresolved("localhost", 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIpv4HostBehindAnIpv6SocketIsAnIpv4Host() throws UnknownHostException {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 7};
    InetAddress asSocketsSayIt = Inet6Address.getByAddress("", mapped, 0);
    assertThat(asSocketsSayIt).isInstanceOf(Inet6Address.class);
    assertThat(
            TransportAddress.ofSocketAddress(
                TransportType.TCP, new InetSocketAddress(asSocketsSayIt, 4420)))
        .isEqualTo(TransportAddress.tcp("10.0.0.7", 4420));
  }

  @Test
  void wildcardsAreRecognised() {
    assertThat(TransportAddress.tcp("0.0.0.0", 1).isWildcard()).isTrue();
    assertThat(TransportAddress.parse("tcp://[0::0]:1").isWildcard()).isTrue();
    assertThat(TransportAddress.tcp("127.0.0.1", 1).isWildcard()).isFalse();
  }

  @Test
  void randomIpv6AddressesKeepTheirValue() throws UnknownHostException {
    Random random = new Random(23);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[16];
      for (int g = 0; g < 8; g++) {
        if (random.nextInt(3) == 0) {
          bytes[2 * g] = (byte) random.nextInt();
          bytes[2 * g + 1] = (byte) random.nextInt();
        }
      }
      bytes[0] |= 0x20; // not IPv4-mapped
      InetSocketAddress socket = new InetSocketAddress(InetAddress.getByAddress(bytes), 4420);
      TransportAddress address = TransportAddress.ofSocketAddress(TransportType.RDMA, socket);
      assertThat(address.toSocketAddress().getAddress().getAddress()).isEqualTo(bytes);
      // Two zero groups side by side stay only beside a run that is shortened.
      assertThat(address.traddr()).doesNotContain(":::").doesNotMatch(".*::.*::.*");
      assertThat(address.traddr().matches("(.*:)?0:0(:.*)?") && !address.traddr().contains("::"))
          .isFalse();
    }
  }

  @Test
  void codesOfTypesAndFamiliesReadBack() {
    for (int code = 0; code < 256; code++) {
      int value = code;
      TransportType.ofCode(code).ifPresent(type -> assertThat(type.code()).isEqualTo(value));
      AddressFamily.ofCode(code).ifPresent(family -> assertThat(family.code()).isEqualTo(value));
    }
    for (TransportType type : TransportType.values()) {
      assertThat(TransportType.ofCode(type.code())).contains(type);
    }
    assertThat(TransportType.ofCode(3)).contains(TransportType.TCP);
    assertThat(AddressFamily.ofCode(2)).contains(AddressFamily.IPV6);
    assertThat(AddressFamily.ofCode(0)).isEmpty();
  }
}
