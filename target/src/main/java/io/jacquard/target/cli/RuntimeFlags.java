package io.jacquard.target.cli;

import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.target.config.DurationText;
import io.jacquard.target.config.LogFormat;
import io.jacquard.target.config.SocketAddressText;
import io.jacquard.target.config.TargetConfiguration;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Flags on how the target runs. They go before what a configuration file says. */
final class RuntimeFlags {
  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "How to wait for the network: auto, epoll, io_uring or nio.")
  private Optional<String> engine = Optional.empty();

  @Option(names = "--loops", paramLabel = "N", description = "Threads that serve hosts.")
  private Optional<Integer> loops = Optional.empty();

  @Option(
      names = "--spin",
      paramLabel = "TIME",
      description =
          "How long a thread keeps polling before it sleeps: 0 saves power, 50us shortens"
              + " latency.",
      converter = SpinConverter.class)
  private Optional<Duration> spin = Optional.empty();

  @Option(
      names = "--buffers",
      paramLabel = "SIZE",
      description = "Most memory for data per thread, such as 64M.",
      converter = SizeConverter.class)
  private Optional<Long> buffers = Optional.empty();

  @Option(
      names = "--metrics",
      paramLabel = "[ADDR:]PORT",
      description = "Serve /metrics for Prometheus and /healthz here; loopback without ADDR.",
      converter = AddressConverter.class)
  private Optional<InetSocketAddress> metrics = Optional.empty();

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "text for people or json for machines; the log goes to standard error.",
      converter = LogFormatConverter.class)
  private Optional<LogFormat> logFormat = Optional.empty();

  /** The configuration with these flags in place of its settings. */
  TargetConfiguration over(TargetConfiguration base) {
    LoopSettings before = base.loops();
    LoopSettings after =
        new LoopSettings(
            loops.orElse(before.count()),
            engine.orElse(before.engine()),
            spin.orElse(before.spin()),
            buffers.orElse(before.bufferBytes()),
            before.largestTransfer());
    return new TargetConfiguration(
        base.definition(),
        base.defaultPorts(),
        after,
        metrics.or(base::metrics),
        logFormat.orElse(base.logFormat()));
  }

  static final class SpinConverter extends TextConverter<Duration> {
    SpinConverter() {
      super(DurationText::parse);
    }
  }

  static final class SizeConverter extends TextConverter<Long> {
    SizeConverter() {
      super(ByteSize::parse);
    }
  }

  static final class AddressConverter extends TextConverter<InetSocketAddress> {
    AddressConverter() {
      super(SocketAddressText::parse);
    }
  }

  static final class LogFormatConverter extends TextConverter<LogFormat> {
    LogFormatConverter() {
      super(LogFormat::parse);
    }
  }
}
