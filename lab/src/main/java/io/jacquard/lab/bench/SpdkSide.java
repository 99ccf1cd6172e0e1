package io.jacquard.lab.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SPDK's {@code nvmf_tgt} and {@code spdk_nvme_perf}, as they are installed here.
 *
 * @param tools the directory of both programs
 */
record SpdkSide(Path tools) implements Side {
  private static final int TARGET_MEMORY_MIB = 1024;
  private static final int CLIENT_MEMORY_MIB = 256;
  private static final Path HUGE_PAGES = Path.of("/proc/sys/vm/nr_hugepages");
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s*:\\s*([\\d.]+)");
  private static final Pattern PERCENTILE =
      Pattern.compile("(?m)^\\s*([\\d.]+)%\\s*:\\s*([\\d.]+)us");

  /** Looks in {@code $PEERS/spdk/build/bin}, then in the PATH. */
  static Optional<SpdkSide> find() {
    String peers = System.getenv("PEERS");
    if (peers != null) {
      Path built = Path.of(peers, "spdk", "build", "bin");
      if (Files.isExecutable(built.resolve("spdk_nvme_perf"))) {
        return Optional.of(new SpdkSide(built));
      }
    }
    return Pinning.find("spdk_nvme_perf")
        .map(File::getParentFile)
        .map(File::toPath)
        .map(SpdkSide::new);
  }

  @Override
  public String name() {
    return "spdk";
  }

  /** True if the target is there too, not only the client. */
  boolean hasTarget() {
    return Files.isExecutable(tools.resolve("nvmf_tgt"));
  }

  @Override
  public List<String> target(int port, Path directory) throws IOException {
    Path configuration = directory.resolve("spdk-" + port + ".json");
    Files.writeString(configuration, configuration(port));
    return List.of(
        tools.resolve("nvmf_tgt").toString(),
        "-m",
        "0x1",
        "-s",
        Integer.toString(TARGET_MEMORY_MIB),
        hugePages() ? "--no-pci" : "--no-huge",
        "--disable-cpumask-locks",
        "-r",
        directory.resolve("spdk-" + port + ".sock").toString(),
        "-c",
        configuration.toString());
  }

  private static boolean hugePages() throws IOException {
    return Files.isReadable(HUGE_PAGES) && !Files.readString(HUGE_PAGES).strip().equals("0");
  }

  private static String configuration(int port) {
    return """
        {"subsystems":[
         {"subsystem":"bdev","config":[
          {"method":"bdev_malloc_create",
           "params":{"name":"D0","num_blocks":%d,"block_size":512}},
          {"method":"bdev_wait_for_examine"}]},
         {"subsystem":"nvmf","config":[
          {"method":"nvmf_create_transport",
           "params":{"trtype":"TCP","max_queue_depth":256,"c2h_success":true}},
          {"method":"nvmf_create_subsystem",
           "params":{"nqn":"%s","allow_any_host":true,"serial_number":"BENCH","max_namespaces":1}},
          {"method":"nvmf_subsystem_add_ns",
           "params":{"nqn":"%s","namespace":{"nsid":1,"bdev_name":"D0"}}},
          {"method":"nvmf_subsystem_add_listener",
           "params":{"nqn":"%s","listen_address":
            {"trtype":"TCP","adrfam":"IPv4","traddr":"127.0.0.1","trsvcid":"%d"}}}]}]}
        """
        .formatted((long) MEBIBYTES << 11, NQN, NQN, NQN, port);
  }

  @Override
  public String targetReady() {
    return "Target Listening on";
  }

  @Override
  public List<String> client(int port, Workload workload, int warmUpSeconds, int seconds) {
    return List.of(
        tools.resolve("spdk_nvme_perf").toString(),
        "-c",
        "0x2",
        "-s",
        Integer.toString(CLIENT_MEMORY_MIB),
        "--no-huge",
        "-q",
        Integer.toString(workload.depth()),
        "-o",
        Integer.toString(workload.bytes()),
        "-w",
        workload.write() ? "randwrite" : "randread",
        "-a",
        Integer.toString(warmUpSeconds),
        "-t",
        Integer.toString(seconds),
        "-L",
        "-r",
        "trtype:TCP adrfam:IPv4 traddr:127.0.0.1 trsvcid:" + port + " subnqn:" + NQN);
  }

  @Override
  public Measurement measurement(String output) throws IOException {
    Matcher total = TOTAL.matcher(output);
    if (!total.find()) {
      throw new IOException("spdk_nvme_perf printed no total:\n" + output);
    }
    return new Measurement(
        Double.parseDouble(total.group(1)),
        percentile(output, 50),
        percentile(output, 99),
        percentile(output, 99.9),
        0);
  }

  private static double percentile(String output, double wanted) {
    Matcher line = PERCENTILE.matcher(output);
    while (line.find()) {
      if (Double.parseDouble(line.group(1)) == wanted) {
        return Double.parseDouble(line.group(2));
      }
    }
    return Double.NaN;
  }
}
