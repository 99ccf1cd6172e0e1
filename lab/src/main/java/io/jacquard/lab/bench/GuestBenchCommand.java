package io.jacquard.lab.bench;

import static java.util.stream.Collectors.joining;

import io.jacquard.lab.vm.Emulator;
import io.jacquard.lab.vm.GuestImage;
import io.jacquard.lab.vm.MachineBuilder;
import io.jacquard.lab.vm.NvmeController;
import io.jacquard.lab.vm.NvmeNamespace;
import io.jacquard.lab.vm.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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
    footer = {
      "  jacquard bench guest",
      "  jacquard bench guest --rounds 1 --seconds 2",
      "  jacquard bench guest --rdma"
    })
final class GuestBenchCommand implements Callable<Integer> {
  private static final long BYTES = 1L << 30;
  private static final int WAYS = 11;
  private static final List<String> WORKLOADS = List.of("4k-read-q1", "4k-read-q32");

  @Spec private CommandSpec spec;

  @Mixin private Repetition repetition;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      description = "Seconds of load before each measurement; default ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--rdma",
      description =
          "In place of devices: null_blk over RDMA within the machine (soft-RoCE), exported by the"
              + " kernel's target and by Jacquard's, each used by the kernel's host and by"
              + " Jacquard's. Ratios are to the kernel's host and target under the same load.")
  private boolean rdma;

  @Override
  public Integer call() throws IOException {
    MachineBuilder builder =
        VirtualMachine.builder("bench", GuestImage.require())
            .emulator(Emulator.packaged())
            .withJacquard()
            .memoryMebibytes(1200)
            .pinned();
    try (VirtualMachine machine = equip(builder).boot()) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(machine.succeed(script(), limit()));
      out.flush();
    }
    return 0;
  }

  private MachineBuilder equip(MachineBuilder builder) {
    if (rdma) {
      return builder.modules("null_blk", "rdma_rxe", "rdma_ucm", "nvme_rdma", "nvmet_rdma");
    }
    return builder
        .iommu()
        .device(NvmeController.of("kernel", NvmeNamespace.of(BYTES)))
        .device(NvmeController.of("driver", NvmeNamespace.of(BYTES)))
        .modules("nvme", "null_blk");
  }

  /** Twice what measuring takes, and time for programs to start and to be compiled. */
  private Duration limit() {
    return Duration.ofSeconds(
        300
            + (long) WAYS
                * WORKLOADS.size()
                * (60 + 2L * repetition.rounds() * (warmUp + repetition.seconds() + 10)));
  }

  /** What the machine is told to do: the functions of a resource, and the call of one. */
  String script() throws IOException {
    String workloads = WORKLOADS.stream().map(" --workload "::concat).collect(joining());
    String call =
        "%s --rounds %d --seconds %d --warm-up %d%s%n"
            .formatted(
                rdma ? "bench_rdma" : "bench_devices",
                repetition.rounds(),
                repetition.seconds(),
                warmUp,
                workloads);
    return "set -e\n" + resource(rdma ? "rdma.sh" : "devices.sh") + call;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = GuestBenchCommand.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
