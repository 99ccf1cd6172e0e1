package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.log.CommandEffectsLog;
import io.jacquard.nvme.log.ErrorLogEntry;
import io.jacquard.nvme.log.FeatureEffectsLog;
import io.jacquard.nvme.log.FirmwareSlotLog;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.log.SmartHealthLog;
import io.jacquard.nvme.log.SupportedLogPagesLog;
import io.jacquard.nvme.status.Status;
import java.math.BigInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log pages of an I/O controller, decoded. */
class LogPagesTest {
  private final TestBench bench = new TestBench();
  private final TestNamespace medium = new TestNamespace(64);
  private TestQueue queue;

  @BeforeEach
  void start() {
    bench.add(1, medium);
    queue = bench.start();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Answer log(int lid, long offset, int length) {
    return queue.log(GetLogPage.of(lid, offset, length));
  }

  private ErrorLogEntry newestError() {
    return ErrorLogEntry.decode(log(LogPageId.ERROR_INFORMATION, 0, 64).data());
  }

  @Test
  void everyMandatoryPageIsSupportedAndCanBeRead() {
    SupportedLogPagesLog supported =
        SupportedLogPagesLog.decode(log(LogPageId.SUPPORTED_LOG_PAGES, 0, 1024).data());
    int[] mandatory = {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x12, 0x13};
    for (int lid = 0; lid < 256; lid++) {
      int wanted = lid;
      boolean expected = java.util.Arrays.stream(mandatory).anyMatch(m -> m == wanted);
      assertThat(supported.has(SupportedLogPagesLog.page(lid), SupportedLogPagesLog.SUPPORTED))
          .as("log page %02xh", lid)
          .isEqualTo(expected);
      assertThat(log(lid, 0, 512).code())
          .isEqualTo(expected ? Status.SUCCESS : Status.INVALID_LOG_PAGE);
    }
  }

  @Test
  void aPageIsReadInPartsAndEndsWithZeroes() {
    byte[] whole = log(LogPageId.SUPPORTED_LOG_PAGES, 0, 1024).data().array();
    byte[] part = log(LogPageId.SUPPORTED_LOG_PAGES, 4, 16).data().array();
    byte[] end = log(LogPageId.SUPPORTED_LOG_PAGES, 1020, 8).data().array();

    assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(whole, 4, 20));
    assertThat(end).containsOnly(0);
    assertThat(log(LogPageId.SUPPORTED_LOG_PAGES, 1028, 4).code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(log(LogPageId.SUPPORTED_LOG_PAGES, -4, 4).code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(log(LogPageId.SUPPORTED_LOG_PAGES, 2, 4).code()).isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void aLengthThatDoesNotFitTheDataIsRefused() {
    assertThat(
            queue
                .run(GetLogPage.of(LogPageId.SMART_HEALTH, 0, 512)::encode, new byte[0], 256)
                .code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
  }

  @Test
  void failedAdminCommandsAreInTheErrorLogAndSayMore() {
    Answer failed = queue.run(sqe -> sqe.opcode(0xC0).nsid(77));
    assertThat(Status.more(failed.status())).isTrue();

    ErrorLogEntry entry = newestError();
    assertThat(entry.get(ErrorLogEntry.ECNT)).isEqualTo(1);
    assertThat(entry.get(ErrorLogEntry.SQID)).isZero();
    assertThat(Status.code(entry.status())).isEqualTo(Status.INVALID_OPCODE);
    assertThat(entry.get(ErrorLogEntry.NSID)).isEqualTo(77);
    assertThat(entry.get(ErrorLogEntry.OPC)).isEqualTo(0xC0);
    assertThat(entry.get(ErrorLogEntry.TRTYPE)).isEqualTo(TransportType.LOOP.code());
  }

  @Test
  void aFailedConnectIsNotInTheErrorLog() {
    Connect again = new Connect(0, 0, 31, 0, 0);
    byte[] data = TestBench.bytes(TestBench.admin(TestBench.SUBSYSTEM));
    Answer onAdminQueue = queue.run(again::encode, data, 0);
    Answer onIoQueue = bench.startIo(1).run(again::encode, data, 0);

    assertThat(onAdminQueue.code()).isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
    assertThat(onIoQueue.code()).isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
    assertThat(newestError().get(ErrorLogEntry.ECNT)).isZero();
  }

  @Test
  void failedIoIsInTheErrorLogWithItsBlock() {
    TestQueue io = bench.startIo(1);
    medium.failWith(Status.WRITE_FAULT);
    io.run(
        sqe -> sqe.opcode(NvmOpcode.WRITE).nsid(1).slba(9).blocks(1),
        new byte[TestNamespace.BLOCK],
        0);

    ErrorLogEntry entry = newestError();
    assertThat(entry.status()).isEqualTo(Status.WRITE_FAULT);
    assertThat(entry.get(ErrorLogEntry.SQID)).isEqualTo(1);
    assertThat(entry.get(ErrorLogEntry.LBA)).isEqualTo(9);
    SmartHealthLog smart = SmartHealthLog.decode(log(LogPageId.SMART_HEALTH, 0, 512).data());
    assertThat(smart.getBig(SmartHealthLog.MDIE)).isEqualTo(BigInteger.ONE);
    assertThat(smart.getBig(SmartHealthLog.NEILE)).isEqualTo(BigInteger.ONE);
  }

  @Test
  void theErrorLogKeepsTheNewest() {
    for (int i = 1; i <= ErrorLog.ENTRIES + 5; i++) {
      queue.run(sqe -> sqe.opcode(0xC0));
    }

    assertThat(newestError().get(ErrorLogEntry.ECNT)).isEqualTo(ErrorLog.ENTRIES + 5);
    Answer oldest = log(LogPageId.ERROR_INFORMATION, 64L * (ErrorLog.ENTRIES - 1), 64);
    assertThat(ErrorLogEntry.decode(oldest.data()).get(ErrorLogEntry.ECNT)).isEqualTo(6);
  }

  @Test
  void smartCountsWhatWasReadAndWrittenEvenByQueuesThatAreGone() {
    TestQueue io = bench.startIo(1);
    for (int i = 0; i < 3; i++) {
      io.run(
          sqe -> sqe.opcode(NvmOpcode.WRITE).nsid(1).blocks(1), new byte[TestNamespace.BLOCK], 0);
    }
    io.run(
        sqe -> sqe.opcode(NvmOpcode.READ).nsid(1).blocks(2), new byte[0], 2 * TestNamespace.BLOCK);
    io.close();

    SmartHealthLog smart = SmartHealthLog.decode(log(LogPageId.SMART_HEALTH, 0, 512).data());
    assertThat(smart.getBig(SmartHealthLog.HWC)).isEqualTo(BigInteger.valueOf(3));
    assertThat(smart.getBig(SmartHealthLog.HRC)).isEqualTo(BigInteger.ONE);
    assertThat(smart.getBig(SmartHealthLog.DUW)).isEqualTo(BigInteger.ONE);
    assertThat(smart.getBig(SmartHealthLog.DUR)).isEqualTo(BigInteger.ONE);
    assertThat(
            queue
                .log(new GetLogPage(1, LogPageId.SMART_HEALTH, 0, false, 512, 0, 0, false, 0, 0))
                .code())
        .as("SMART of a namespace")
        .isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void theFirmwareSlotInUseHasARevision() {
    FirmwareSlotLog slots =
        FirmwareSlotLog.decode(log(LogPageId.FIRMWARE_SLOT_INFORMATION, 0, 512).data());

    assertThat(slots.getInt(FirmwareSlotLog.AFI)).isEqualTo(1);
    assertThat(slots.getText(FirmwareSlotLog.FRS1)).matches("[0-9]+[.][0-9.]+");
  }

  @Test
  void commandEffectsSayWhatIsReallyExecuted() {
    CommandEffectsLog effects =
        CommandEffectsLog.decode(log(LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS, 0, 4096).data());

    for (int opcode = 0; opcode < 256; opcode++) {
      if (opcode == AdminOpcode.FABRICS
          || opcode == AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST) { // would wait
        continue;
      }
      int code = opcode;
      boolean executed = queue.run(sqe -> sqe.opcode(code)).code() != Status.INVALID_OPCODE;
      assertThat(effects.has(CommandEffectsLog.admin(opcode), CommandEffectsLog.SUPPORTED))
          .as("admin opcode %02xh", opcode)
          .isEqualTo(executed);
    }
    assertThat(effects.has(CommandEffectsLog.io(NvmOpcode.WRITE), CommandEffectsLog.CONTENT_CHANGE))
        .isTrue();
    assertThat(effects.has(CommandEffectsLog.io(NvmOpcode.COPY), CommandEffectsLog.SUPPORTED))
        .isTrue();
    assertThat(
            effects.has(
                CommandEffectsLog.io(NvmOpcode.RESERVATION_REGISTER), CommandEffectsLog.SUPPORTED))
        .isFalse();
  }

  @Test
  void featureEffectsSayWhatCanReallyBeRead() {
    FeatureEffectsLog effects =
        FeatureEffectsLog.decode(
            log(LogPageId.FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS, 0, 1024).data());

    for (int fid = 0; fid < 256; fid++) {
      int dword11 = fid == FeatureId.HOST_IDENTIFIER ? 1 : 0;
      boolean readable = queue.getFeature(fid, 0, dword11, 64).status() == 0;
      assertThat(effects.has(FeatureEffectsLog.feature(fid), FeatureEffectsLog.SUPPORTED))
          .as("feature %02xh", fid)
          .isEqualTo(readable);
    }
    assertThat(
            effects.has(
                FeatureEffectsLog.feature(FeatureId.ARBITRATION), FeatureEffectsLog.SUPPORTED))
        .isTrue();
  }
}
