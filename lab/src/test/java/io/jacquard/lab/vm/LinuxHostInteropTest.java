package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Linux kernel's host finds our target, connects in every way and asks what it is. */
@Tag("vm")
class LinuxHostInteropTest {

  private static final String ONE = "nqn.2026-01.io.jacquard:one";
  private static final String PRIVATE = "nqn.2026-01.io.jacquard:private";
  private static final Duration SOON = Duration.ofSeconds(150);

  @RegisterExtension
  static final InteropLab lab = new InteropLab("host-interop", LinuxHostInteropTest::configuration);

  private static String configuration(InteropLab lab) {
    return """
    subsystems:
      - nqn: %s
        serial: LAB0001
        model: Jacquard of the lab
        allow-any-host: true
        namespaces:
          - nsid: 1
            uri: mem:64M
          - nsid: 3
            uri: mem:32M?block=4096
      - nqn: %s
        hosts:
          - nqn.2014-08.org.nvmexpress:uuid:00000000-0000-4000-8000-000000000001
        namespaces:
          - nsid: 1
            uri: mem:16M
    ports:
      - id: 1
        address: tcp://127.0.0.1:%d
      - id: 2
        address: tcp://127.0.0.1:%d
        subsystems: []
    """
        .formatted(ONE, PRIVATE, lab.port(), lab.discoveryPort());
  }

  @AfterEach
  void disconnectFromAll() {
    lab.linux("nvme disconnect-all\nawait 60 has_no_controller " + ONE, SOON);
  }

  @Test
  void discoveryTellsWhereTheSubsystemsAreThatTheHostMayUse() {
    String found =
        lab.linux(
            """
            nvme discover -t tcp -a %s -s %d -o json \\
              | jq -r '.records[] | select(.subtype == "nvme subsystem")
                  | "\\(.subnqn) \\(.trtype) \\(.adrfam) \\(.traddr) \\(.trsvcid)"'
            """
                .formatted(VirtualMachine.HOST_ADDRESS, lab.discoveryPort()),
            SOON);

    assertThat(found.lines()).containsExactly(ONE + " tcp ipv4 127.0.0.1 " + lab.port());
  }

  @Test
  void connectAllReachesWhatDiscoveryFound() {
    String devices =
        lab.linux(
            """
            nvme connect-all -t tcp -a 127.0.0.1 -s %1$d
            await 60 has_disk %2$s 1
            await 60 has_disk %2$s 3
            nvme list -o json | jq -r '.Devices | sort_by(.NameSpace)[]
              | "\\(.NameSpace) \\(.SerialNumber) \\(.ModelNumber) \\(.PhysicalSize) \\(.SectorSize)"'
            """
                .formatted(lab.discoveryPort(), ONE),
            SOON);

    assertThat(devices.lines())
        .containsSubsequence(
            "1 LAB0001 Jacquard of the lab 67108864 512",
            "3 LAB0001 Jacquard of the lab 33554432 4096");
  }

  @ParameterizedTest
  @CsvSource({
    "1, ''",
    "1, --hdr-digest",
    "1, --data-digest",
    "1, --hdr-digest --data-digest",
    "4, ''",
    "4, --hdr-digest",
    "4, --data-digest",
    "4, --hdr-digest --data-digest",
    "4, --disable-sqflow --hdr-digest --data-digest"
  })
  void dataComesBackWithEveryNumberOfQueuesAndDigest(int queues, String options) {
    String count =
        lab.linux(
            """
            nvme connect %1$s -n %2$s -i %3$d %4$s
            await 60 has_disk %2$s 1
            disk=$(disk %2$s 1)
            head -c 4M /dev/urandom > /run/written
            for size in 512 12288 1048576; do
              blocks="bs=$size count=4 status=none"
              dd if=/run/written of=$disk $blocks oflag=direct
              dd if=$disk $blocks iflag=direct | cmp --bytes=$((4 * size)) - /run/written
              blkdiscard --zeroout --length 4M $disk
              dd if=$disk $blocks iflag=direct | cmp --bytes=$((4 * size)) - /dev/zero
            done
            cat /sys/class/nvme/$(controllers %2$s)/queue_count
            """
                .formatted(lab.at(), ONE, queues, options),
            SOON);

    assertThat(count.lines()).last().isEqualTo(Integer.toString(queues + 1));
  }

  @Test
  void theControllerSaysWhatLinuxNeedsToKnow() {
    String identity =
        lab.linux(
            """
            nvme connect %1$s -n %2$s
            await 60 has_disk %2$s 1
            nvme id-ctrl /dev/$(controllers %2$s) -o json | jq -r '
              (.sn | sub(" +$"; "")), .subnqn, .cntrltype, (.ver >= 131072), (.kas > 0),
              .sqes, .cqes, (.maxcmd > 0), (.ioccsz >= 4), (.iorcsz >= 1), .icdoff,
              (.sgls %% 4 == 1), ((.cmic / 2 | floor) %% 2), (.nn > 0), (.mdts > 0)'
            """
                .formatted(lab.at(), ONE),
            SOON);

    assertThat(identity.lines().skip(1))
        .containsExactly(
            "LAB0001", ONE, "1", "true", "true", "102", "68", "true", "true", "true", "0", "true",
            "1", "true", "true");
  }

  @Test
  void aNamespaceSaysItsSizeItsFormatAndItsNames() {
    String identity =
        lab.linux(
            """
            nvme connect %1$s -n %2$s
            await 60 has_disk %2$s 3
            controller=/dev/$(controllers %2$s)
            nvme list-ns $controller -o json | jq -c '[.nsid_list[].nsid]'
            nvme id-ns $controller -n 3 -o json \\
              | jq -r '.nsze, .ncap, .nmic, .lbafs[.flbas %% 16].ds, .nguid, .eui64'
            nvme ns-descs $controller -n 3 -o json \\
              | jq -r '.["ns-descs"] // . | tostring' | grep -o -E 'eui64|nguid|uuid|csi' | sort -u
            nvme cmdset-ind-id-ns $controller -n 3 > /dev/null
            nvme nvm-id-ctrl $controller > /dev/null
            nvme nvm-id-ns $controller -n 3 > /dev/null
            """
                .formatted(lab.at(), ONE),
            SOON);

    List<String> lines = identity.lines().skip(1).toList();
    assertThat(lines).hasSize(11);
    assertThat(lines.subList(0, 5)).containsExactly("[1,3]", "8192", "8192", "1", "12");
    assertThat(lines.get(5)).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
    assertThat(lines.get(6)).matches("[0-9a-f]{16}").isNotEqualTo("0".repeat(16));
    assertThat(lines.subList(7, 11)).containsExactly("csi", "eui64", "nguid", "uuid");
  }

  @Test
  void everyMandatoryLogPageIsAnswered() {
    lab.linux(
        """
        nvme connect %1$s -n %2$s
        for page in 0x00 0x01 0x02 0x03 0x05 0x12; do
          nvme get-log /dev/$(controllers %2$s) --log-id=$page --log-len=512 --raw-binary \
            > /run/page || fail "log page $page"
          [ $(stat -c %%s /run/page) = 512 ] || fail "log page $page is short"
        done
        """
            .formatted(lab.at(), ONE),
        SOON);
  }

  @Test
  void logPagesReadAsNvmeCliExpectsThem() {
    String pages =
        lab.linux(
            """
            nvme connect %1$s -n %2$s
            controller=/dev/$(controllers %2$s)
            nvme supported-log-pages $controller -o json > /dev/null
            nvme error-log $controller -e 4 -o json > /dev/null
            nvme smart-log $controller -o json > /run/smart
            jq -r '.critical_warning, (.host_read_commands > 0)' /run/smart
            nvme fw-log $controller -o json > /dev/null
            nvme effects-log $controller -o json > /dev/null
            nvme fid-support-effects-log $controller -o json > /dev/null
            nvme changed-ns-list-log $controller -o json > /dev/null
            """
                .formatted(lab.at(), ONE),
            SOON);

    assertThat(pages.lines().skip(1)).containsExactly("0", "true");
  }

  @Test
  void everyMandatoryFeatureIsAnswered() {
    lab.linux(
        """
        nvme connect %1$s -n %2$s
        for feature in 0x01 0x02 0x04 0x05 0x06 0x07 0x0a 0x0b 0x0f; do
          nvme get-feature /dev/$(controllers %2$s) --feature-id=$feature \
            || fail "feature $feature"
        done
        """
            .formatted(lab.at(), ONE),
        SOON);
  }
}
