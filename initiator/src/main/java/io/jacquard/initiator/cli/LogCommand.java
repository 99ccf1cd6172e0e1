package io.jacquard.initiator.cli;

import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.log.ErrorLogEntry;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard log}. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads a log page and prints it.",
      "Error, health, firmware slot, changed namespace, effects, ANA and discovery logs are shown"
          + " by their fields, others as bytes."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard log /dev/nvme0 --lid 2",
      "  jacquard log disk.img --lid 5 -o json",
      "  jacquard log /dev/nvme0 --lid 0xc0 --data-nbytes 512 -o binary > vendor.log",
    })
final class LogCommand implements Callable<Integer> {
  private static final int PAGE = 4096;
  private static final int SMALL = 512;
  private static final String FIELDS = "--nsid, --lsp, --lsi, --lpo-nbytes and --data-nbytes";

  @Spec private CommandSpec spec;

  @Mixin private DeviceFlags device;

  @Mixin private FormatFlags output;

  @Option(
      names = "--lid",
      paramLabel = "LID",
      required = true,
      converter = ParameterConverters.ToNumber.class,
      description = "Which log page: 1 errors, 2 health, 3 firmware, 4 changed, 5 effects ...")
  private long lid;

  @Option(
      names = "--nsid",
      paramLabel = "NSID",
      defaultValue = "0xffffffff",
      converter = ParameterConverters.ToNumber.class,
      description = "Namespace ID; default ${DEFAULT-VALUE}, the whole controller.")
  private long nsid;

  @Option(
      names = "--lsp",
      paramLabel = "LSP",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "Log specific field; default ${DEFAULT-VALUE}.")
  private long lsp;

  @Option(
      names = "--lsi",
      paramLabel = "LSI",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "Log specific identifier; default ${DEFAULT-VALUE}.")
  private long lsi;

  @Option(
      names = "--lpo-nbytes",
      paramLabel = "BYTES",
      defaultValue = "0",
      converter = ParameterConverters.ToBytes.class,
      description = "Where to begin within the log page; default ${DEFAULT-VALUE}.")
  private long offset;

  @Option(
      names = "--data-nbytes",
      paramLabel = "BYTES",
      converter = ParameterConverters.ToBytes.class,
      description = "How much to read, a multiple of 4; without it all, as far as that is known.")
  private Long bytes;

  @Option(names = "--rae", description = "Keep the event that the log belongs to.")
  private boolean retainEvent;

  @Option(
      names = "--csi",
      paramLabel = "CSI",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "Command set; default ${DEFAULT-VALUE}.")
  private long csi;

  @Override
  public Integer call() throws IOException {
    try (AdminSession session = device.controller()) {
      int length = length(session);
      Sqe sqe = Sqe.allocate();
      command(length).encode(sqe);
      ByteBuffer data = session.receive(name(), sqe, length, FIELDS);
      Shown shown = offset == 0 ? LogText.of((int) lid, data) : Shown.raw(data);
      shown.print(spec, output.format());
    }
    return 0;
  }

  /** Those without a name of their own are called "Log Page 99h". */
  private String name() {
    String page = LogPageId.nameOf((int) lid);
    return page.startsWith("Log Page") ? "Get " + page : "Get Log Page " + page;
  }

  private GetLogPage command(int length) {
    try {
      return new GetLogPage(
          device.dword("--nsid", nsid),
          Math.toIntExact(lid),
          Math.toIntExact(lsp),
          retainEvent,
          length,
          Math.toIntExact(lsi),
          offset,
          false,
          0,
          Math.toIntExact(csi));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw device.wrong(e.getMessage());
    }
  }

  private int length(AdminSession session) throws IOException {
    if (bytes != null) {
      if (bytes < 4 || bytes > 1 << 30) {
        throw device.wrong("--data-nbytes " + bytes + " is not from 4 to 1G");
      }
      return bytes.intValue();
    }
    return switch ((int) lid) {
      case LogPageId.SUPPORTED_LOG_PAGES, LogPageId.FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS ->
          1024;
      case LogPageId.ERROR_INFORMATION -> errorEntries(session) * ErrorLogEntry.LAYOUT.size();
      case LogPageId.SMART_HEALTH, LogPageId.FIRMWARE_SLOT_INFORMATION -> SMALL;
      default -> PAGE;
    };
  }

  /** As many as the controller says that it keeps; they fit one page of data. */
  private static int errorEntries(AdminSession session) throws IOException {
    Sqe sqe = Sqe.allocate();
    Identify.of(Cns.IDENTIFY_CONTROLLER, 0).encode(sqe);
    ByteBuffer data = session.receive("Identify Controller", sqe, Identify.DATA_BYTES, "the URI");
    int entries = IdentifyController.decode(data).getInt(IdentifyController.ELPE) + 1;
    return Math.min(entries, PAGE / ErrorLogEntry.LAYOUT.size());
  }
}
