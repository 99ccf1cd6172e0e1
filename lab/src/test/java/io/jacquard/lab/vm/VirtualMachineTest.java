package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The harness itself: the guest boots, runs scripts as promised, and holds what tests need. */
@Tag("vm")
class VirtualMachineTest {

  private static final Duration SOON = Duration.ofSeconds(90);

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine("harness", machine -> machine.cpus(4).modules("nvme_tcp", "nvmet_tcp"));

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
        .message()
        .startsWith("status 1; in: +0s false; said: reason; ")
        .contains("--- its output\nreason");
  }

  @Test
  void aScriptThatHangsIsReportedWithTheCommandAndTheKernelsAlarm() {
    String script =
        """
        waiting() { sleep 60; }
        echo begun
        echo '<4>WARNING: CPU: 0 of the loom' > /dev/kmsg
        echo '<4>another line' > /dev/kmsg
        waiting
        """;

    assertThatThrownBy(() -> guest.get().succeed(script, Duration.ofSeconds(3)))
        .isInstanceOf(VirtualMachineException.class)
        .message()
        .satisfies(
            message ->
                assertThat(message.lines().findFirst().orElseThrow())
                    .startsWith("status 124 (ended after 3 s); in: ")
                    .contains("(waiting main) sleep 60; said: begun; kernel: [")
                    .contains("WARNING: CPU: 0 of the loom; load "))
        .asString()
        .contains("another line");
  }

  @Test
  void aMachineThatQemuCannotMakeFailsWithItsReason() throws IOException {
    MachineBuilder impossible =
        VirtualMachine.builder("impossible", GuestImage.require()).qemu("-device", "loom");

    assertThatThrownBy(impossible::boot)
        .isInstanceOf(VirtualMachineException.class)
        .hasMessageContaining("'loom' is not a valid device model name");
  }

  @Test
  void aScriptFailsWhenItsGuestDies() throws IOException {
    try (VirtualMachine mortal = VirtualMachine.builder("mortal", GuestImage.require()).boot()) {
      assertThatThrownBy(() -> mortal.run("echo o > /proc/sysrq-trigger; sleep 60", SOON))
          .isInstanceOf(VirtualMachineException.class)
          .hasMessageContaining("the guest died");
      assertThatThrownBy(() -> mortal.run("true", SOON))
          .isInstanceOf(VirtualMachineException.class);
    }
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
        .succeed(
            """
            source /run/host.sh
            source /run/target.sh
            nqn=nqn.2026-01.io.jacquard:harness
            memory_disk nullb0 64 512
            subsystem $nqn
            export_disk $nqn 1 /dev/nullb0
            tcp_port 1 127.0.0.1 4420
            offer $nqn 1

            nvme connect -t tcp -a 127.0.0.1 -s 4420 -n $nqn
            await 60 has_disk $nqn 1
            verify $(disk $nqn 1) rw=randwrite bs=4k size=16m time_based runtime=5
            disconnect $nqn
            """,
            Duration.ofSeconds(60));
  }

  /** Otherwise the kernel uses it, and dies of it now and then: see {@link Acceleration#TCG}. */
  @Test
  void anEmulatedProcessorHasNoCmpxchg16b() {
    guest
        .get()
        .succeed(
            "dmesg | grep -q 'Hypervisor detected: KVM' || ! grep -qw cx16 /proc/cpuinfo", SOON);
  }

  /**
   * Otherwise the kernel frees memory that its NVMe/TCP host uses, and now and then a test hangs:
   * see {@link QemuCommand}.
   */
  @Test
  void theKernelsHostSetsUpOneNamespaceAfterTheOther() {
    String processors =
        guest
            .get()
            .succeed(
                """
                source /run/host.sh
                source /run/target.sh
                nqn=nqn.2026-01.io.jacquard:several
                subsystem $nqn
                for n in {1..8}; do
                  memory_disk several$n 1 512
                  export_disk $nqn $n /dev/several$n
                done
                tcp_port 2 127.0.0.1 4421
                offer $nqn 2

                grep -q '(none)' /sys/kernel/debug/sched/preempt || fail "may be preempted"
                cd /sys/kernel/tracing
                echo 'p:jacquard/setup nvme_tcp:nvme_tcp_init_request' > kprobe_events
                echo 1 > events/jacquard/setup/enable
                nvme connect -t tcp -a 127.0.0.1 -s 4421 -n $nqn > /dev/null
                for n in {1..8}; do await 60 has_disk $nqn $n; done
                echo 0 > events/jacquard/setup/enable
                disconnect $nqn > /dev/null
                awk '$1 ~ /kworker/ { print $2 }' trace | sort -u
                """,
                SOON);

    assertThat(processors).isEqualTo("[000]");
  }
}
