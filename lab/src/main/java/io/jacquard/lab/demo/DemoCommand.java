package io.jacquard.lab.demo;

import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.target.cli.CommandFailedException;
import io.jacquard.target.cli.StopSignal;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code jacquard demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Exports a namespace on this machine, connects to it, writes, reads back and verifies, and"
            + " shows how long that took. Leaves the target running until Ctrl-C.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was as written",
      "1:something failed, with the reason",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard demo",
      "  jacquard demo --once --size 1G",
      "  jacquard demo --port 4421 --discovery-port 8010",
      "  jacquard demo --file /mnt/disk/demo.img      (keeps the file)"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final long LARGEST = 1L << 40;

  @Spec private CommandSpec spec;

  @Option(names = "--once", description = "End when the data is verified.")
  private boolean once;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "256M",
      converter = SizeConverter.class,
      description = "Data to write and read back; default ${DEFAULT-VALUE}.")
  private long size;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "4420",
      description = "Where to export, on 127.0.0.1; default ${DEFAULT-VALUE}, 0 for any free port.")
  private int port;

  @Option(
      names = "--discovery-port",
      paramLabel = "PORT",
      defaultValue = "8009",
      description = "Where to answer discovery; default ${DEFAULT-VALUE}, 0 for any free port.")
  private int discoveryPort;

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = "The file to export; without it a sparse temporary one.")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailedException {
    checkPort("--port", port);
    checkPort("--discovery-port", discoveryPort);
    if (size < DemoWorkload.PIECE_BYTES || size > LARGEST) {
      throw new ParameterException(
          spec.commandLine(), "--size is not between 128K and 1T: " + ByteSize.format(size));
    }
    PrintWriter out = spec.commandLine().getOut();
    long whole = size - size % DemoWorkload.PIECE_BYTES;
    try (Demo demo = new Demo(out, isTerminal(), whole);
        StopSignal signal = new StopSignal(demo::close)) {
      demo.start(file, port, discoveryPort);
      demo.run();
      demo.suggest(!once);
      if (!once) {
        signal.await();
      }
    }
    return 0;
  }

  private void checkPort(String flag, int number) {
    if (number < 0 || number > 65535) {
      throw new ParameterException(
          spec.commandLine(), flag + " is not between 0 and 65535: " + number);
    }
  }

  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  static final class SizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return ByteSize.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
