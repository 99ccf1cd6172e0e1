package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that the Linux kernel's host does not send by itself: nvme-cli passes them through. */
@Tag("vm")
class LinuxHostCommandsTest {

  private static final String ONE = "nqn.2026-01.io.jacquard:passed-through";
  private static final Duration LIMIT = Duration.ofSeconds(150);

  @RegisterExtension
  static final InteropLab lab =
      new InteropLab("host-commands", LinuxHostCommandsTest::configuration);

  private static String configuration(InteropLab lab) {
    return """
    subsystems:
      - nqn: %s
        allow-any-host: true
        namespaces:
          - nsid: 1
            uri: mem:64M
          - nsid: 2
            uri: file:commands.img?size=64M&block=4096
    ports:
      - id: 1
        address: tcp://127.0.0.1:%d
    """
        .formatted(ONE, lab.port());
  }

  @BeforeAll
  static void connect() {
    lab.linux("nvme connect %s -n %s\nawait 60 has_disk %2$s 2".formatted(lab.at(), ONE), LIMIT);
  }

  /** Runs a script in which {@code $disk} and {@code $controller} are set; returns its output. */
  private static String passThrough(int nsid, String script) {
    return lab.linux(
        """
        disk=$(disk %1$s %2$d)
        controller=/dev/$(controllers %1$s)
        """
                .formatted(ONE, nsid)
            + script,
        LIMIT);
  }

  @ParameterizedTest
  @CsvSource({"1, 512", "2, 4096"})
  void compareFindsBlocksEqualOrDifferent(int nsid, int blockSize) {
    String said =
        passThrough(
            nsid,
            """
            head -c 8192 /dev/urandom > /run/data
            head -c 8192 /dev/urandom > /run/other
            at="-s 16 -c $((8192 / %1$d - 1)) -z 8192"
            nvme write $disk $at -d /run/data
            nvme compare $disk $at -d /run/data
            if nvme compare $disk $at -d /run/other; then fail "different data are equal"; fi
            nvme verify $disk -s 16 -c $((8192 / %1$d - 1))
            """
                .formatted(blockSize));

    assertThat(said).contains("Compare Failure");
  }

  @ParameterizedTest
  @CsvSource({"1, 512", "2, 4096"})
  void copyMovesBlocksWithinTheNamespace(int nsid, int blockSize) {
    passThrough(
        nsid,
        """
        head -c 32768 /dev/urandom > /run/data
        blocks=$((16384 / %1$d))
        dd if=/run/data of=$disk bs=16384 count=1 seek=1 oflag=direct status=none
        dd if=/run/data of=$disk bs=16384 skip=1 count=1 seek=3 oflag=direct status=none
        nvme copy $disk --sdlba=$((10 * blocks)) --slbs=$((1 * blocks)),$((3 * blocks)) \\
          --blocks=$((blocks - 1)),$((blocks - 1))
        dd if=$disk bs=16384 skip=10 count=2 iflag=direct status=none | cmp - /run/data
        """
            .formatted(blockSize));
  }

  @ParameterizedTest
  @CsvSource({"1, 512", "2, 4096"})
  void zeroesAndDeallocationReachTheirBlocksOnly(int nsid, int blockSize) {
    passThrough(
        nsid,
        """
        head -c 65536 /dev/urandom > /run/data
        dd if=/run/data of=$disk bs=65536 count=1 oflag=direct status=none
        blocks=$((16384 / %1$d))
        nvme write-zeroes $disk -s $blocks -c $((blocks - 1))
        nvme dsm $disk --ad --slbs=$((2 * blocks)) --blocks=$blocks
        nvme flush $disk
        dd if=/dev/zero of=/run/data bs=16384 seek=1 count=2 conv=notrunc status=none
        dd if=$disk bs=65536 count=1 iflag=direct status=none | cmp - /run/data
        """
            .formatted(blockSize));
  }

  @ParameterizedTest
  @CsvSource({
    "read beyond the end, nvme read $disk -s 0xffffffff -c 0 -z 4096 -d /run/x, LBA Out of Range",
    "unknown I/O command, nvme io-passthru $disk --opcode=0x7d --namespace-id=2, Invalid Command Opcode",
    "unknown admin command, nvme admin-passthru $controller --opcode=0x7c, Invalid Command Opcode",
    "unknown log page, nvme get-log $controller --log-id=0xbe --log-len=512, Invalid Log Page",
    "unknown feature, nvme get-feature $controller -f 0x7e, Invalid Field in Command",
    "unknown namespace, nvme id-ns $controller -n 0xfffff, Invalid Namespace or Format"
  })
  void aCommandThatCannotBeDoneSaysWhy(String what, String command, String reason) {
    String said = passThrough(2, "if %s; then fail '%s succeeded'; fi".formatted(command, what));

    assertThat(said).containsIgnoringCase(reason);
  }

  @Test
  void aResetControllerComesBackWithItsData() {
    passThrough(
        2,
        """
        head -c 1M /dev/urandom > /run/data
        dd if=/run/data of=$disk bs=1M oflag=direct status=none
        for round in 1 2 3; do
          nvme reset $controller
          dd if=$disk bs=1M count=1 iflag=direct status=none | cmp - /run/data
        done
        nvme ns-rescan $controller
        nvme show-regs $controller > /dev/null
        [ "$(cat /sys/class/nvme/${controller#/dev/}/state)" = live ]
        """);
  }

  @Test
  void resetsUnderLoadLoseNothing() {
    passThrough(
        1,
        """
        (for round in 1 2 3 4 5; do sleep 1; nvme reset $controller; done) > /run/resets 2>&1 &
        verify $disk bs=16k rw=randwrite size=32m time_based runtime=8
        wait $! || fail "reset: $(cat /run/resets)"
        """);

    assertThat(lab.guest().dmesg()).doesNotContain("I/O error");
  }
}
