package io.jacquard.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** fio with io_uring on a file or device: what people know, beside what is ours. */
final class FioRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double NANOS_IN_MICRO = 1e3;
  private static final Duration GRACE = Duration.ofSeconds(120);

  private FioRun() {}

  static Measurement run(String file, Workload workload, Duration warmUp, Duration time)
      throws IOException, InterruptedException {
    String output =
        BenchProcess.run(
            "fio",
            List.of(
                "fio",
                "--name=" + workload,
                "--filename=" + file,
                "--ioengine=io_uring",
                "--registerfiles=1",
                "--fixedbufs=1",
                "--direct=1",
                "--rw=" + (workload.write() ? "randwrite" : "randread"),
                "--bs=" + workload.bytes(),
                "--iodepth=" + workload.depth(),
                "--norandommap=1",
                "--randrepeat=0",
                "--time_based=1",
                "--ramp_time=" + warmUp.toSeconds(),
                "--runtime=" + time.toSeconds(),
                "--percentile_list=50:99:99.9",
                "--output-format=json"),
            warmUp.plus(time).plus(GRACE));
    return parse(output, workload);
  }

  /** fio may print warnings before its report. */
  static Measurement parse(String output, Workload workload) throws IOException {
    int start = output.indexOf('{');
    if (start < 0) {
      throw new IOException("fio printed no report:\n" + output);
    }
    JsonNode job = JSON.readTree(output.substring(start)).path("jobs").path(0);
    JsonNode side = job.path(workload.write() ? "write" : "read");
    JsonNode percentiles = side.path("clat_ns").path("percentile");
    if (!side.path("iops").isNumber() || !percentiles.path("50.000000").isNumber()) {
      throw new IOException("fio's report has no IOPS or no latencies:\n" + output);
    }
    return new Measurement(
        side.path("iops").asDouble(),
        percentiles.path("50.000000").asDouble() / NANOS_IN_MICRO,
        percentiles.path("99.000000").asDouble() / NANOS_IN_MICRO,
        percentiles.path("99.900000").asDouble() / NANOS_IN_MICRO,
        job.path("total_err").asLong(job.path("error").asLong()));
  }
}
