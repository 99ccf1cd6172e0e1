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

  private static final Duration SOON = Duration.ofSeconds(180);
  private static final Duration LIMIT = Duration.ofSeconds(240);
  private static final String PASSED = "io.jacquard.lab.contract.PassthroughInGuest";
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
        .select("zoned ring", ZONED, reached("/dev/ng1n1", "io_uring_cmd"))
        .select("zoned ioctl", ZONED, reached("/dev/ng1n1?async=thrpool", "thrpool"))
        .run(LIMIT);
  }

  private static Map<String, String> reached(String uri, String async) {
    return Map.of("jacquard.uri", uri, "jacquard.async", async);
  }

  private static String linux(String script) {
    return guest.get().succeed("source /run/host.sh\n" + script, SOON);
  }

  @Test
  @Order(2)
  void aHostSeesTheControllerItselfAndItsDataIsRight() {
    linux(
        """
        jacquard target --passthru /dev/nvme0 --nqn %1$s --port tcp://127.0.0.1:4420 \
          --discovery-port none > /run/target.log 2>&1 &
        listening() { grep -q 'Ctrl-C stops' /run/target.log || ! kill -0 $!; }
        await 120 listening
        cat /run/target.log
        nvme connect -t tcp -a 127.0.0.1 -s 4420 -n %1$s
        await 60 has_disk %1$s 1
        """
            .formatted(NQN));
    String said =
        linux(
            """
            controller=/dev/$(controllers %1$s)
            nvme id-ctrl $controller
            nvme id-ns $(disk %1$s 1)
            """
                .formatted(NQN));
    assertThat(said).containsPattern("sn +: nvme-a").containsPattern("mn +: QEMU NVMe Ctrl");
    linux("verify $(disk %s 1) rw=randwrite bs=16k size=8M".formatted(NQN));
  }
}
