package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.TestAbortedException;

/** Java, Jacquard and tests run in a guest, and its emulated devices are there. */
@Tag("vm")
class GuestJavaTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String SAMPLE = "io.jacquard.lab.guest.SampleInGuest";
  private static final long GIB = 1L << 30;

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "java",
          machine ->
              machine
                  .withJacquard()
                  .pinned()
                  .iommu()
                  .nvdimm("module", 64)
                  .memoryAsPmem(64)
                  .sparseDisk("large", 6 * GIB)
                  .device(
                      NvmeController.of(
                          "nvme-a",
                          NvmeNamespace.of(6 * GIB),
                          NvmeNamespace.of(64 << 20).blocksOf(4096).failing("read", 80)))
                  .device(
                      NvmeController.of(
                          "nvme-z", NvmeNamespace.of(64 << 20).zoned(4 << 20, 3 << 20, 4, 8)))
                  .device(NvmeController.of("nvme-r", NvmeNamespace.of(64 << 20)))
                  .modules("nvme", "nfit", "nd_pmem", "nd_e820"));

  @Test
  void theProgramRuns() {
    assertThat(guest.get().succeed("jacquard --version", SOON)).startsWith("jacquard ");
    assertThat(guest.get().succeed("jacquard demo --once --size 1M", SOON)).contains("verified");
  }

  @Test
  void trainedProgramsStartFromTheirArchive() {
    assumeTrue(Boolean.getBoolean(GuestRuntime.TRAIN_PROPERTY), "programs are not trained");
    guest
        .get()
        .succeed(
            """
            archived() { grep -q "^$1 source: shared objects file" /run/$2; }
            for program in 'jacquard info mem:1M' 'jacquard-tests --train'; do
              name=${program%% *}
              JAVA_OPTS=-Xlog:class+load:file=/run/$name:none $program
            done
            archived io.jacquard.initiator.cli.InfoCommand jacquard
            archived 'picocli.CommandLine$Model$CommandSpec' jacquard
            archived io.jacquard.lab.guest.InGuestRunner jacquard-tests
            """,
            SOON);
  }

  @Test
  void aTestSucceedsOrFailsOnTheHostAsInTheGuest() throws Throwable {
    guest.get().succeed("touch /run/in-the-guest", SOON);
    Map<String, Executable> tests =
        run(
            new GuestTests(guest.get())
                .select("first", SAMPLE, Map.of("jacquard.sample", "a value, with = and spaces"))
                .select("second", SAMPLE + "$WithoutTests", Map.of())
                .select("third", SAMPLE + "$Ending", Map.of()));

    assertThat(tests)
        .containsOnlyKeys(
            "first: SampleInGuest > succeedsWithItsProperty()",
            "first: SampleInGuest > fails()",
            "first: SampleInGuest > givesUp()",
            "second",
            "third: SampleInGuest$Ending > endsTheProcess()",
            "the guest's tests end");
    tests.get("first: SampleInGuest > succeedsWithItsProperty()").execute();
    assertThatThrownBy(tests.get("first: SampleInGuest > fails()")::execute)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected in this test")
        .hasMessageContaining("at io.jacquard.lab.guest.SampleInGuest.fails(SampleInGuest.java:");
    assertThatThrownBy(tests.get("first: SampleInGuest > givesUp()")::execute)
        .isInstanceOf(TestAbortedException.class);
    assertThatThrownBy(tests.get("second")::execute).hasMessageContaining("no test ran");
    assertThatThrownBy(tests.get("third: SampleInGuest$Ending > endsTheProcess()")::execute)
        .hasMessageContaining("did not end");
    assertThatThrownBy(tests.get("the guest's tests end")::execute)
        .hasMessageContaining("status 3")
        .hasMessageContaining("an unfinished line");
  }

  private static Map<String, Executable> run(GuestTests selected) {
    Map<String, Executable> tests = new LinkedHashMap<>();
    collect(selected.run(SOON), tests);
    return tests;
  }

  private static void collect(Stream<? extends DynamicNode> nodes, Map<String, Executable> into) {
    nodes.forEach(
        node -> {
          switch (node) {
            case DynamicTest test -> into.put(test.getDisplayName(), test.getExecutable());
            case DynamicContainer container -> collect(container.getChildren(), into);
            default -> throw new IllegalStateException("neither test nor container: " + node);
          }
        });
  }

  @Test
  void theEmulatedDevicesAreThere() {
    guest
        .get()
        .succeed(
            """
            source /run/host.sh
            # Linux numbers disks as it finds them, which is in any order.
            namespace() {
              for disk in /sys/block/nvme*; do
                [ "$(tr -d ' ' < $disk/device/serial):$(cat $disk/nsid)" != $1:$2 ] || basename $disk
              done
            }
            whole=$(namespace nvme-a 1) small=$(namespace nvme-a 2) zoned=$(namespace nvme-z 1)
            [ "$(bytes /dev/$whole)" = $((6 << 30)) ]
            [ "$(cat /sys/block/$small/queue/logical_block_size)" = 4096 ]
            [ "$(cat /sys/block/$zoned/queue/zoned)" = host-managed ]
            dd if=/dev/$small of=/dev/null bs=4096 skip=20 count=8 iflag=direct status=none
            ! dd if=/dev/$small of=/dev/null bs=4096 skip=10 count=1 iflag=direct status=none
            disk=$(grep -l '^large' /sys/block/vd*/serial)
            [ "$(cat ${disk%/serial}/size)" = $((12 << 20)) ]
            [ "$(bytes /dev/pmem0)" = $((64 << 20)) ]
            [ "$(bytes /dev/pmem1)" = $((64 << 20)) ]
            [ -e /sys/class/nvme/nvme0/device/iommu_group ]
            """,
            SOON);
  }

  @Test
  void theMonitorTakesADeviceAway() throws Exception {
    assertThat(guest.get().monitor("device_del nvme-r")).isEmpty();
    guest
        .get()
        .succeed(
            "source /run/host.sh; gone() { ! grep -q nvme-r /sys/class/nvme/*/serial; }; await 60 gone",
            SOON);
    assertThat(guest.get().monitor("device_del loom")).contains("not found");
  }
}
