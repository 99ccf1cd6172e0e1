package io.jacquard.initiator.cli;

import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Flags that make up a command dword by dword. */
final class CommandFlags {
  /** The options for the fields of a command, for people. */
  static final String FIELDS = "--nsid and --cdw02 to --cdw15";

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"--opcode", "-O"},
      paramLabel = "OPCODE",
      converter = ParameterConverters.ToNumber.class,
      description = "Opcode, 0 to 0xff. Its lowest two bits say which way data goes.")
  private Long opcode;

  @Option(
      names = {"--nsid", "-n"},
      paramLabel = "NSID",
      converter = ParameterConverters.ToNumber.class,
      description = "Namespace ID; that of the URI, or 0.")
  private Long nsid;

  @Option(
      names = "--cmd-input",
      paramLabel = "FILE",
      description = "File with the 64 bytes of a submission queue entry, to begin with.")
  private Path input;

  @Option(
      names = {"--cdw02", "--cdw2"},
      paramLabel = "DWORD",
      converter = ParameterConverters.ToNumber.class,
      description = "Command dword 2; those that are not given are 0.")
  private Long cdw02;

  @Option(
      names = {"--cdw03", "--cdw3"},
      paramLabel = "DWORD",
      converter = ParameterConverters.ToNumber.class,
      description = "Command dword 3.")
  private Long cdw03;

  @Option(
      names = "--cdw10",
      paramLabel = "DWORD",
      converter = ParameterConverters.ToNumber.class,
      description = "Command dword 10.")
  private Long cdw10;

  @Option(
      names = "--cdw11",
      paramLabel = "DWORD",
      converter = ParameterConverters.ToNumber.class,
      description = "Command dword 11.")
  private Long cdw11;

  @Option(
      names = "--cdw12",
      paramLabel = "DWORD",
      converter = ParameterConverters.ToNumber.class,
      description = "Command dword 12.")
  private Long cdw12;

  @Option(
      names = "--cdw13",
      paramLabel = "DWORD",
      converter = ParameterConverters.ToNumber.class,
      description = "Command dword 13.")
  private Long cdw13;

  @Option(
      names = "--cdw14",
      paramLabel = "DWORD",
      converter = ParameterConverters.ToNumber.class,
      description = "Command dword 14.")
  private Long cdw14;

  @Option(
      names = "--cdw15",
      paramLabel = "DWORD",
      converter = ParameterConverters.ToNumber.class,
      description = "Command dword 15.")
  private Long cdw15;

  /**
   * The command.
   *
   * @param ownNsid the namespace ID if none is given
   */
  Sqe entry(int ownNsid) throws IOException {
    Sqe sqe = Sqe.allocate().nsid(ownNsid);
    if (input != null) {
      sqe = new Sqe().wrap(saved(), 0);
    } else if (opcode == null) {
      throw wrong("say which command: --opcode, or --cmd-input");
    }
    if (opcode != null) {
      if (opcode < 0 || opcode > 0xFF) {
        throw wrong("--opcode " + opcode + " is not from 0 to 0xff");
      }
      sqe.opcode(opcode.intValue());
    }
    set(sqe, "--nsid", nsid, Sqe::nsid);
    set(sqe, "--cdw02", cdw02, Sqe::cdw2);
    set(sqe, "--cdw03", cdw03, Sqe::cdw3);
    set(sqe, "--cdw10", cdw10, Sqe::cdw10);
    set(sqe, "--cdw11", cdw11, Sqe::cdw11);
    set(sqe, "--cdw12", cdw12, Sqe::cdw12);
    set(sqe, "--cdw13", cdw13, Sqe::cdw13);
    set(sqe, "--cdw14", cdw14, Sqe::cdw14);
    set(sqe, "--cdw15", cdw15, Sqe::cdw15);
    return sqe;
  }

  private ByteBuffer saved() throws IOException {
    byte[] bytes = Files.readAllBytes(input);
    if (bytes.length != Sqe.BYTES) {
      throw new IOException(
          input + " has " + bytes.length + " bytes; a submission queue entry has " + Sqe.BYTES);
    }
    return ByteBuffer.wrap(bytes);
  }

  /** A field of 32 bits. */
  @FunctionalInterface
  private interface Dword {
    Sqe set(Sqe sqe, int value);
  }

  private void set(Sqe sqe, String name, Long value, Dword field) {
    if (value == null) {
      return;
    }
    if (value < Integer.MIN_VALUE || value > 0xFFFF_FFFFL) {
      throw wrong(name + " " + value + " does not fit 32 bits");
    }
    field.set(sqe, value.intValue());
  }

  private ParameterException wrong(String reason) {
    return new ParameterException(command.commandLine(), reason);
  }
}
