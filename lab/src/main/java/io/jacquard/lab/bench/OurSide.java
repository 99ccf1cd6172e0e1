package io.jacquard.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * This program's target and client.
 *
 * @param name in the table
 * @param engine of the transport
 * @param spinMicros how long to poll when idle, on both sides
 * @param digests with header and data digests, which the client asks for
 */
record OurSide(String name, String engine, int spinMicros, boolean digests) implements Side {

  @Override
  public List<String> target(int port, Path directory) {
    return JavaCommand.jacquard(
        List.of(
            "target",
            "--namespace",
            "mem:" + MEBIBYTES + "M",
            "--nqn",
            NQN,
            "--port",
            "tcp://127.0.0.1:" + port,
            "--discovery-port",
            "none",
            "--allow-any-host",
            "--loops",
            "1",
            "--engine",
            engine,
            "--spin",
            spinMicros + "us"));
  }

  @Override
  public String targetReady() {
    return "127.0.0.1:";
  }

  @Override
  public List<String> client(int port, Workload workload, int warmUpSeconds, int seconds) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "bench",
            "load",
            "tcp://127.0.0.1:" + port + "/" + NQN,
            workload.toString(),
            "--warm-up",
            Integer.toString(warmUpSeconds),
            "--seconds",
            Integer.toString(seconds),
            "--engine",
            engine,
            "--spin",
            Integer.toString(spinMicros)));
    if (digests) {
      arguments.add("--digests");
    }
    return JavaCommand.jacquard(arguments);
  }

  @Override
  public Measurement measurement(String output) throws IOException {
    return Measurement.parse(output);
  }
}
