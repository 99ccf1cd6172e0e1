package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jacquard.initiator.DirectNamespace;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard zoned append}. */
@Command(
    name = "append",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Writes data where a zone's write pointer is, and prints the block it went to.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard zoned append /dev/ng0n1 --slba 0x2000 --data-input block.bin",
      "  jacquard zoned append /dev/ng0n1 --slba 0 --data-nbytes 4096 -o json    (zeroes)",
    })
final class ZoneAppendCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ZoneFlags zone;

  @Option(
      names = "--slba",
      paramLabel = "LBA",
      required = true,
      converter = ParameterConverters.ToNumber.class,
      description = "The first block of the zone.")
  private long slba;

  @Mixin private DataInFlags in;

  @Mixin private FormatFlags output;

  @Override
  public Integer call() throws IOException {
    try (DirectNamespace namespace = zone.device.namespace()) {
      zone.geometry(namespace);
      int blockSize = namespace.geometry().blockSize();
      int length = in.length();
      if (length == 0) {
        throw zone.device.wrong(
            "there is no data to append: give a file with --data-input, or --data-nbytes for"
                + " zeroes");
      }
      if (length % blockSize != 0) {
        throw zone.device.wrong(
            "data of %d bytes is not a multiple of the block size %d: round it up by --data-nbytes"
                .formatted(length, blockSize));
      }
      IoBuffer data = in.buffer();
      ByteBuffer bytes = data.bytes().slice(0, length);
      Sqe sqe = Sqe.allocate().opcode(NvmOpcode.ZONE_APPEND).slba(slba).blocks(length / blockSize);
      print(zone.device.run(namespace, sqe, bytes, ZoneFlags.START), length / blockSize);
    }
    return 0;
  }

  private void print(long at, int blocks) throws IOException {
    switch (output.format()) {
      case normal ->
          CommandOutput.print(spec, "append: %d blocks at block 0x%x%n".formatted(blocks, at));
      case json, binary ->
          CommandOutput.print(
              spec, JsonNodeFactory.instance.objectNode().put("slba", at).put("blocks", blocks));
    }
  }
}
