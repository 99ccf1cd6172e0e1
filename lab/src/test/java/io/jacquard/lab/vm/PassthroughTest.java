package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** NVMe devices whose commands are passed through, as namespaces and as whole subsystems. */
@Tag("vm")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PassthroughTest {

  private static final Duration SOON = Duration.ofSeconds(300);
  private static final Duration LIMIT = Duration.ofSeconds(240);
  private static final String PASSED = "io.jacquard.lab.contract.PassthroughInGuest";
  private static final String FORMATTED = "io.jacquard.lab.contract.FormattedInGuest";
  private static final String ZONED = "io.jacquard.lab.contract.ZonedPassthroughInGuest";
  private static final String NQN = "nqn.2026-01.io.jacquard:passthrough";

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "passthrough",
          machine ->
              machine
                  .withJacquard()
                  .pinned()
                  .device(NvmeController.of("nvme-a", NvmeNamespace.of(6L << 30)))
                  .device(
                      NvmeController.of(
                          "nvme-z", NvmeNamespace.of(64 << 20).zoned(4 << 20, 3 << 20, 4, 8)))
                  .modules("nvme", "nvme_tcp"));

  @TestFactory
  @Order(1)
  Stream<DynamicNode> namespaces() {
    return new GuestTests(guest.get())
        .select("ring", PASSED, reached("/dev/ng0n1", "io_uring_cmd"))
        .select("ioctl", PASSED, reached("/dev/nvme0n1?sync=nvme&async=thrpool", "thrpool"))
        .select("caller", PASSED, reached("/dev/ng0n1?async=emu", "emu"))
        .select(
            "formatted",
            FORMATTED,
            Map.of("jacquard.uri", "/dev/ng0n1", "jacquard.controller", "/dev/nvme0"))
        .select("zoned ring", ZONED, reached("/dev/ng1n1", "io_uring_cmd"))
        .select("zoned ioctl", ZONED, reached("/dev/ng1n1?async=thrpool", "thrpool"))
        .run(LIMIT);
  }

  private static Map<String, String> reached(String uri, String async) {
    return Map.of("jacquard.uri", uri, "jacquard.async", async, "jacquard.contract.percent", "30");
  }

  private static String linux(String script) {
    return guest.get().succeed("source /run/host.sh\n" + script, SOON);
  }

  /** Runs a script in which {@code $remote} and {@code $disk} are what the host sees. */
  private static String onHost(String script) {
    return linux(
        """
        remote=/dev/$(controllers %1$s)
        disk=$(disk %1$s 1)
        """
                .formatted(NQN)
            + script);
  }

  @Test
  @Order(2)
  void aHostSeesTheControllerItselfAndItsDataIsRight() {
    linux(
        """
        jacquard target --passthru /dev/nvme0 --admin-commands all --nqn %1$s \
          --port tcp://127.0.0.1:4420 --discovery-port none > /run/target.log 2>&1 &
        echo $! > /run/target.pid
        # Looks seldom: the program starts on the same processor.
        until grep -q 'Ctrl-C stops' /run/target.log; do
          kill -0 $(cat /run/target.pid) || fail "$(cat /run/target.log)"
          sleep 1
        done
        nvme connect -t tcp -a 127.0.0.1 -s 4420 -n %1$s || fail "$(cat /run/target.log)"
        await 60 has_disk %1$s 1
        """
            .formatted(NQN));
    onHost(
        """
        field() { nvme id-ctrl $1 -o json | jq -r ".$2"; }
        for name in vid sn mn fr ieee wctemp cctemp oncs; do
          [ "$(field $remote $name)" = "$(field /dev/nvme0 $name)" ] || fail "$name differs"
        done
        [ "$(field $remote cntlid)" != "$(field /dev/nvme0 cntlid)" ]
        [ "$(field $remote fuses)" = 0 ]
        # Format NVM and namespace management stay away, whatever is allowed.
        [ $(($(field $remote oacs) & 0x18a)) = 0 ]
        [ "$(field $remote subnqn)" != "$(field /dev/nvme0 subnqn)" ]
        [ "$(bytes $disk)" = $((6 << 30)) ]
        """);
    onHost("verify $disk rw=randwrite bs=16k size=4M");
    // More than the device takes at a time: the host has been told, and splits.
    onHost("verify $disk rw=write bs=1M size=4M offset=5G");
  }

  @Test
  @Order(3)
  void logsAndFeaturesAreTheDevices() {
    onHost(
        """
        smart() { nvme smart-log $1 -o json | jq -c '[.temperature, .power_cycles, .avail_spare]'; }
        [ "$(smart $remote)" = "$(smart /dev/nvme0)" ]
        [ "$(smart $remote)" != null ]
        # 05h is Error Recovery, whose TLER nobody else sets.
        nvme set-feature $remote -n 1 -f 5 -V 0x123
        nvme get-feature /dev/nvme0 -n 1 -f 5 | grep -qi 0x0*123
        nvme get-feature $remote -n 1 -f 5 | grep -qi 0x0*123
        # Number of Queues is the association's.
        nvme get-feature $remote -f 7
        nvme effects-log $remote -o json > /run/effects
        """);
  }

  @Test
  @Order(4)
  void statusesComeBackAsTheyAreAndSomeCommandsAreNotAllowed() {
    String said =
        onHost(
            """
            refused() { if "$@" 2>&1; then fail "not refused: $*"; fi; }
            end=$(blockdev --getsz $disk)
            refused nvme io-passthru $disk -n 1 --opcode=2 -l 512 -r --cdw10=$end
            # Sanitize, which QEMU has not; and Format NVM, which it has, and we refuse (More).
            refused nvme admin-passthru $remote --opcode=0x84 | grep 0x4001
            refused nvme admin-passthru $remote --opcode=0x80 -n 1 | grep 0x6001
            refused nvme admin-passthru $remote --opcode=0xc1 | grep 0x4001
            refused nvme io-passthru $disk -n 1 --opcode=0xe -l 4096 -r --cdw10=1023
            # Verify, which the block layer has not.
            nvme io-passthru $disk -n 1 --opcode=0xc --cdw12=7
            """);
    assertThat(said).contains("LBA Out of Range").contains("Invalid Command Opcode");
  }

  /** What is under way ends, and so does what comes later; the target lives. */
  @Test
  @Order(5)
  void aDeviceThatIsTakenAwayEndsItsCommands() throws Exception {
    linux(
        """
        disk=$(disk %s 1)
        fio --name=load --filename=$disk --rw=randread --bs=4k --direct=1 --ioengine=libaio \
          --iodepth=16 --time_based --runtime=600 > /run/fio.log 2>&1 &
        echo $! > /run/fio.pid
        busy() { [ "$(awk '{ print $1 }' /sys/block/${disk##*/}/stat)" -gt 100 ]; }
        await 60 busy
        """
            .formatted(NQN));
    assertThat(guest.get().monitor("device_del nvme-a")).isEmpty();
    linux(
        """
        gone() { [ ! -e /sys/class/nvme/nvme0/device/vendor ]; }
        await 60 gone
        ended() { ! kill -0 $(cat /run/fio.pid); }
        await 90 ended
        grep -qi 'error' /run/fio.log || fail "$(cat /run/fio.log)"
        kill -0 $(cat /run/target.pid) || fail "$(cat /run/target.log)"
        disconnect %1$s
        kill $(cat /run/target.pid)
        stopped() { ! kill -0 $(cat /run/target.pid); }
        await 60 stopped
        """
            .formatted(NQN));
  }
}
