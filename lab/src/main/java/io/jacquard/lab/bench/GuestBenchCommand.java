package io.jacquard.lab.bench;

import io.jacquard.lab.vm.Emulator;
import io.jacquard.lab.vm.GuestImage;
import io.jacquard.lab.vm.NvmeController;
import io.jacquard.lab.vm.NvmeNamespace;
import io.jacquard.lab.vm.VirtualMachine;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard bench guest}. */
@Command(
    name = "guest",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares every way to null_blk and to emulated NVMe controllers in a virtual machine, fio"
          + " beside them, where there is no such hardware.",
      "One of two alike controllers stays with the kernel, the other goes to the user-space driver."
          + " Emulated processors and devices are slow: only the ratios say something."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  jacquard bench guest", "  jacquard bench guest --rounds 1 --seconds 2"})
final class GuestBenchCommand implements Callable<Integer> {
  private static final long BYTES = 1L << 30;
  private static final int WAYS = 11;
  private static final int WORKLOADS = 2;

  @Spec private CommandSpec spec;

  @Mixin private Repetition repetition;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      description = "Seconds of load before each measurement; default ${DEFAULT-VALUE}.")
  private int warmUp;

  @Override
  public Integer call() throws IOException {
    try (VirtualMachine machine =
        VirtualMachine.builder("bench", GuestImage.require())
            .emulator(Emulator.packaged())
            .withJacquard()
            .memoryMebibytes(1200)
            .pinned()
            .iommu()
            .device(NvmeController.of("kernel", NvmeNamespace.of(BYTES)))
            .device(NvmeController.of("driver", NvmeNamespace.of(BYTES)))
            .modules("nvme", "null_blk")
            .boot()) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(machine.succeed(script(), limit()));
      out.flush();
    }
    return 0;
  }

  /** Twice what measuring takes, and time for programs to start and to be compiled. */
  private Duration limit() {
    return Duration.ofSeconds(
        300
            + WAYS
                * WORKLOADS
                * (60 + 2L * repetition.rounds() * (warmUp + repetition.seconds() + 10)));
  }

  private String script() {
    return """
    set -e
    node() { basename "$(dirname "$(grep -l "$1" /sys/class/nvme/nvme*/serial)")"; }
    until [ -e /dev/$(node kernel)n1 ] && [ -e /dev/$(node driver)n1 ]; do sleep 0.1; done
    kernel=$(node kernel)
    function=$(basename "$(readlink /sys/class/nvme/$(node driver)/device)")
    generic=/dev/ng${kernel#nvme}n1
    jacquard driver config --allow "$function" > /dev/null
    load="--rounds %d --seconds %d --warm-up %d --workload 4k-read-q1 --workload 4k-read-q32"
    jacquard bench devices $load --fio /dev/nullb0 /dev/nullb0 '/dev/nullb0?async=libaio' \\
      '/dev/nullb0?async=thrpool' '/dev/nullb0?async=emu'
    jacquard bench devices $load --fio /dev/${kernel}n1 /dev/${kernel}n1 $generic \\
      "$generic?async=thrpool" "pci:$function" "pci:$function?poll=on"
    """
        .formatted(repetition.rounds(), repetition.seconds(), warmUp);
  }
}
