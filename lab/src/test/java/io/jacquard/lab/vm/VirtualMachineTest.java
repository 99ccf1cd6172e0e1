package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The harness itself: the guest boots, runs scripts as promised, and holds what tests need. */
@Tag("vm")
class VirtualMachineTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine("harness", machine -> machine.modules("nvme_tcp", "nvmet_tcp"));

  @Test
  void theGuestRunsTheKernelThatItsImageNames() throws Exception {
    String version = guest.get().succeed("uname -r", SOON);

    assertThat(version).isEqualTo(GuestImage.require().kernelVersion()).startsWith("6.12.");
  }

  @Test
  void statusAndBothOutputsOfAScriptComeBack() {
    ScriptResult result = guest.get().run("echo out; echo err >&2; printf end; exit 7", SOON);

    assertThat(result).isEqualTo(new ScriptResult(7, "out\nerr\nend"));
  }

  @Test
  void megabytesOfOutputArriveWhole() {
    String output = guest.get().succeed("seq 1 200000", SOON);

    assertThat(output.lines()).hasSize(200_000).last().isEqualTo("200000");
  }

  @Test
  void aScriptBeyondItsLimitIsEndedAndTheChannelStaysUsable() {
    ScriptResult result = guest.get().run("echo begun; sleep 60", Duration.ofSeconds(1));

    assertThat(result).isEqualTo(new ScriptResult(ScriptResult.TIMED_OUT, "begun\n"));
    assertThat(guest.get().succeed("echo alive", SOON)).isEqualTo("alive");
  }

  @Test
  void scriptsOnTwoChannelsRunAtTheSameTime() {
    CompletableFuture<ScriptResult> waiting =
        guest.get().start("until [ -e /run/go ]; do sleep 0.05; done; echo gone", SOON);

    guest.get().succeed("touch /run/go", SOON);

    assertThat(waiting.join()).isEqualTo(new ScriptResult(0, "gone\n"));
  }

  @Test
  void aFailedScriptIsReportedWithItsOutput() {
    assertThatThrownBy(() -> guest.get().succeed("echo reason; false", SOON))
        .isInstanceOf(VirtualMachineException.class)
        .hasMessageContaining("status 1")
        .hasMessageContaining("reason");
  }

  @Test
  void everyProgramAndModuleThatTheSuitesUseIsThere() {
    guest
        .get()
        .succeed(
            """
            set -e
            for program in nvme fio mkfs.ext4 fsck.ext4 mkfs.xfs xfs_repair fstrim blkdiscard \\
                socat jq tcpdump blkid strace tlshd; do
              command -v $program > /dev/null || { echo "no $program"; exit 1; }
            done
            modprobe -a nvme_fabrics nvme_tcp nvmet nvmet_tcp brd loop ext4 xfs dm_mod
            modprobe -a rdma_rxe rdma_ucm nvme_rdma nvmet_rdma
            """,
            SOON);
  }

  @Test
  void theKernelsHostAndTargetTalkToEachOther() {
    guest
        .get()
        .succeed(KernelTarget.script("nqn.2026-01.io.jacquard:harness", "127.0.0.1", 4420), SOON);

    String verified =
        guest
            .get()
            .succeed(
                """
                set -e
                nvme connect -t tcp -a 127.0.0.1 -s 4420 -n nqn.2026-01.io.jacquard:harness
                device=/dev/$(nvme list-subsys -o json \\
                  | jq -r '.[].Subsystems[].Paths[].Name')n1
                until [ -b $device ]; do sleep 0.05; done
                fio --name=verify --filename=$device --direct=1 --ioengine=libaio --iodepth=8 \\
                  --rw=randwrite --bs=4k --size=16m --verify=crc32c --verify_backlog=64 \\
                  --time_based --runtime=5 --output-format=json --output=/tmp/fio.json
                nvme disconnect -n nqn.2026-01.io.jacquard:harness
                jq -r '.jobs[0] | "\\(.error) \\(.read.total_ios > 0)"' /tmp/fio.json
                """,
                Duration.ofSeconds(60));

    assertThat(verified.lines()).last().isEqualTo("0 true");
  }
}
