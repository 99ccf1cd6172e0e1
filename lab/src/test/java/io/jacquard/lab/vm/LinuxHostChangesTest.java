package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Linux kernel's host lives through what happens to our target, and takes no for an answer. */
@Tag("vm")
class LinuxHostChangesTest {

  private static final String ONE = "nqn.2026-01.io.jacquard:changing";
  private static final String PRIVATE = "nqn.2026-01.io.jacquard:private";
  private static final String GUEST_HOST =
      "nqn.2014-08.org.nvmexpress:uuid:6a616371-7561-4264-8c61-620000000001";
  private static final String OTHER_HOST =
      "nqn.2014-08.org.nvmexpress:uuid:00000000-0000-4000-8000-000000000001";
  private static final Duration LIMIT = Duration.ofSeconds(240);

  @RegisterExtension
  static final InteropLab lab =
      new InteropLab("host-changes", lab -> configuration(lab, "", OTHER_HOST));

  private static String configuration(InteropLab lab, String second, String allowed) {
    return """
    subsystems:
      - nqn: %s
        allow-any-host: true
        namespaces:
          - nsid: 1
            uri: file:first.img?size=256M&block=4096
    %s
      - nqn: %s
        hosts:
          - %s
        namespaces:
          - nsid: 1
            uri: mem:16M
    ports:
      - id: 1
        address: tcp://127.0.0.1:%d
    """
        .formatted(ONE, second, PRIVATE, allowed, lab.port());
  }

  /** The lines of a second namespace. */
  private static String second(String uri) {
    return "      - nsid: 2\n        uri: " + uri;
  }

  private static void configure(String second, String allowed) throws IOException {
    lab.target().configure(configuration(lab, second, allowed));
  }

  @AfterEach
  void disconnectFromAll() throws IOException {
    lab.linux(
        "nvme disconnect-all\nnvme disconnect -n nqn.2014-08.org.nvmexpress.discovery\n"
            + "await 60 has_no_controller "
            + ONE,
        LIMIT);
    configure("", OTHER_HOST);
  }

  @Test
  void aNamespaceComesGrowsAndGoesWhileAnotherIsBusy() throws IOException {
    lab.linux("nvme connect %s -n %s\nawait 60 has_disk %2$s 1".formatted(lab.at(), ONE), LIMIT);
    CompletableFuture<ScriptResult> busy =
        lab.guest()
            .start(
                """
                source /run/host.sh
                disk=$(disk %s 1)
                verify $disk bs=8k rw=randrw size=64m time_based runtime=15
                """
                    .formatted(ONE),
                LIMIT);

    configure(second("mem:16M"), OTHER_HOST);
    lab.linux("await 60 has_disk %1$s 2\nis_as_long $(disk %1$s 2) 16777216".formatted(ONE), LIMIT);
    configure(second("mem:24M"), OTHER_HOST);
    lab.linux("await 60 is_as_long $(disk %1$s 2) 25165824".formatted(ONE), LIMIT);
    configure("", OTHER_HOST);
    lab.linux("await 60 has_no_disk %1$s 2".formatted(ONE), LIMIT);

    assertThat(busy).as("the load beside the changes").isNotDone();
    assertThat(busy.join()).returns(true, ScriptResult::succeeded);
    assertThat(lab.guest().dmesg()).doesNotContain("I/O error");
  }

  @Test
  void aMountedFileSystemSurvivesTheKillingOfTheTarget() throws IOException {
    lab.linux(
        """
        nvme connect %1$s -n %2$s --reconnect-delay=1 --ctrl-loss-tmo=60
        await 60 has_disk %2$s 1
        mkfs.ext4 -q -F $(disk %2$s 1)
        mount $(disk %2$s 1) /mnt
        rm -f /run/enough /run/synced
        """
            .formatted(lab.at(), ONE),
        LIMIT);
    CompletableFuture<ScriptResult> writer = lab.guest().start(WRITE_AND_SYNC, LIMIT);

    for (int rounds = 1; rounds <= 3; rounds++) {
      lab.linux("await 60 synced_more_than " + 10 * rounds, LIMIT);
      lab.target().kill();
      lab.target().start();
    }
    lab.linux("await 60 synced_more_than 40; touch /run/enough", LIMIT);
    assertThat(writer.join()).returns(true, ScriptResult::succeeded);

    String checked =
        lab.linux(
            """
            umount /mnt
            echo 3 > /proc/sys/vm/drop_caches
            mount $(disk %1$s 1) /mnt
            (cd /mnt && sha256sum --check --quiet /run/synced) && wc -l < /run/synced
            umount /mnt
            fsck.ext4 -f -n $(disk %1$s 1) > /run/fsck 2>&1 || fail "$(cat /run/fsck)"
            """
                .formatted(ONE),
            LIMIT);
    assertThat(Integer.parseInt(checked)).isGreaterThan(40);
    assertThat(lab.guest().dmesg()).doesNotContain("I/O error").doesNotContain("EXT4-fs error");
  }

  /** Files that are synced are written to a list with their sums, until /run/enough exists. */
  private static final String WRITE_AND_SYNC =
      """
      source /run/host.sh
      n=0
      until [ -e /run/enough ]; do
        n=$((n + 1))
        head -c 50000 /dev/urandom > /mnt/file$n
        sync /mnt/file$n
        (cd /mnt && sha256sum file$n) >> /run/synced
      done
      """;

  /**
   * A guest that stands still sends no Keep Alive, while its connections stay open: only the target
   * can notice, and it must.
   */
  @Test
  void aHostThatFallsSilentIsLostAndComesBack() throws Exception {
    lab.linux(
        """
        nvme connect %s -n %s --keep-alive-tmo=2 --reconnect-delay=1
        await 60 has_disk %2$s 1
        head -c 1M /dev/urandom > /run/data
        dd if=/run/data of=$(disk %2$s 1) bs=1M oflag=direct status=none
        """
            .formatted(lab.at(), ONE),
        LIMIT);

    lab.guest().pause();
    try {
      lab.target().awaitInLog("Host lost");
    } finally {
      lab.guest().resume();
    }

    lab.linux(
        """
        dd if=$(disk %s 1) bs=1M count=1 iflag=direct status=none | cmp - /run/data
        dmesg | grep "Successfully reconnected"
        """
            .formatted(ONE),
        LIMIT);
  }

  @Test
  void aLastingDiscoveryIsToldOfANewSubsystem() throws IOException {
    lab.linux(
        """
        # The kernel tells of the event by a message on its netlink socket for device events.
        setsid socat -u SOCKET-RECV:16:3:15:x00000000000001000000 CREATE:/run/uevents \
          > /dev/null 2>&1 &
        nvme discover --persistent %s
        discovery=$(controllers nqn.2014-08.org.nvmexpress.discovery)
        nvme id-ctrl /dev/$discovery -o json | jq -e '.cntrltype == 2'
        for page in 0x00 0x05 0x12 0x70; do
          nvme get-log /dev/$discovery --log-id=$page --log-len=512 --raw-binary > /run/page \
            || fail "log page $page"
        done
        """
            .formatted(lab.at()),
        LIMIT);

    configure(
        """
          - nqn: nqn.2026-01.io.jacquard:new
            allow-any-host: true
            namespaces:
              - nsid: 1
                uri: mem:16M
        """,
        OTHER_HOST);

    String found =
        lab.linux(
            """
            await 60 grep --quiet --text NVME_AEN=0x70f002 /run/uevents
            nvme discover %s -o json | jq -r '.records[].subnqn'
            """
                .formatted(lab.at()),
            LIMIT);
    assertThat(found.lines()).contains("nqn.2026-01.io.jacquard:new").doesNotContain(PRIVATE);
  }

  @Test
  void aSubsystemThatDoesNotExistIsRefusedForGood() {
    String said =
        lab.linux(
            """
            dmesg --clear
            if nvme connect %s -n nqn.2026-01.io.jacquard:nobody; then fail "connected"; fi
            [ -z "$(controllers nqn.2026-01.io.jacquard:nobody)" ]
            dmesg
            """
                .formatted(lab.at()),
            LIMIT);

    assertThat(said)
        .contains("Connect Invalid Data Parameter, subsysnqn \"nqn.2026-01.io.jacquard:nobody\"")
        .doesNotContain("Reconnecting");
  }

  @Test
  void aHostThatIsNotAllowedIsRefusedForGood() {
    String said =
        lab.linux(
            """
            dmesg --clear
            if nvme connect %s -n %s; then fail "connected"; fi
            [ -z "$(controllers %2$s)" ]
            dmesg
            """
                .formatted(lab.at(), PRIVATE),
            LIMIT);

    assertThat(said)
        .contains("Connect for subsystem " + PRIVATE + " is not allowed, hostnqn: " + GUEST_HOST)
        .doesNotContain("Reconnecting");
  }

  @Test
  void aHostThatIsNoLongerAllowedStopsReconnecting() throws IOException {
    configure("", GUEST_HOST);
    lab.linux(
        """
        dmesg --clear
        await 60 nvme connect %s -n %s --reconnect-delay=1 --ctrl-loss-tmo=600
        await 60 has_disk %2$s 1
        """
            .formatted(lab.at(), PRIVATE),
        LIMIT);

    lab.target().kill();
    configure("", OTHER_HOST);
    lab.target().start();

    String said = lab.linux("await 60 has_no_controller " + PRIVATE + "\ndmesg", LIMIT);
    assertThat(said).contains("Connect for subsystem " + PRIVATE + " is not allowed");
  }
}
