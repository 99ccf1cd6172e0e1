package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.feature.FeatureSelect;
import io.jacquard.nvme.feature.NumberOfQueues;
import io.jacquard.nvme.feature.Timestamp;
import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.status.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Get Features and Set Features of an I/O controller. */
class FeaturesTest {
  private static final int[] MANDATORY = {0x01, 0x02, 0x04, 0x05, 0x06, 0x07, 0x0A, 0x0B, 0x0F};

  private final TestBench bench = new TestBench();
  private TestQueue queue;

  @BeforeEach
  void start() {
    queue = bench.start();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private int current(int fid) {
    return queue.getFeature(fid, FeatureSelect.CURRENT, 0, 0).dw0();
  }

  @Test
  void everyMandatoryFeatureAnswersEverySelection() {
    for (int fid : MANDATORY) {
      for (int select = 0; select <= FeatureSelect.SUPPORTED_CAPABILITIES; select++) {
        assertThat(queue.getFeature(fid, select, 0, 0).status())
            .as("feature %02xh select %d", fid, select)
            .isZero();
      }
      assertThat(
              queue.getFeature(fid, FeatureSelect.SUPPORTED_CAPABILITIES, 0, 0).dw0()
                  & FeatureSelect.SAVEABLE)
          .isZero();
      assertThat(queue.getFeature(fid, 4, 0, 0).code()).isEqualTo(Status.INVALID_FIELD);
    }
  }

  @Test
  void unknownFeaturesAreRefusedForGood() {
    for (int fid : new int[] {0x00, 0x08, 0x09, 0x82, 0xC0}) {
      assertThat(queue.getFeature(fid, 0, 0, 0).code()).isEqualTo(Status.INVALID_FIELD);
      assertThat(queue.setFeature(fid, 0).code()).isEqualTo(Status.INVALID_FIELD);
    }
  }

  @Test
  void nothingCanBeSaved() {
    Answer answer =
        queue.run(
            sqe ->
                sqe.opcode(AdminOpcode.SET_FEATURES)
                    .cdw10(FeatureId.ARBITRATION | 1 << 31)
                    .cdw11(3));

    assertThat(answer.code()).isEqualTo(Status.FEATURE_IDENTIFIER_NOT_SAVEABLE);
  }

  @Test
  void valuesAreKeptAndTheDefaultIsRemembered() {
    assertThat(queue.setFeature(FeatureId.ARBITRATION, 0x0102_0304).status()).isZero();

    assertThat(current(FeatureId.ARBITRATION)).isEqualTo(0x0102_0304);
    assertThat(queue.getFeature(FeatureId.ARBITRATION, FeatureSelect.DEFAULT, 0, 0).dw0()).isZero();
  }

  @Test
  void temperatureThresholdsAreKeptApart() {
    int under = 1 << 20;
    queue.setFeature(FeatureId.TEMPERATURE_THRESHOLD, 350);
    queue.setFeature(FeatureId.TEMPERATURE_THRESHOLD, under | 280);

    assertThat(queue.getFeature(FeatureId.TEMPERATURE_THRESHOLD, 0, 0, 0).dw0()).isEqualTo(350);
    assertThat(queue.getFeature(FeatureId.TEMPERATURE_THRESHOLD, 0, under, 0).dw0()).isEqualTo(280);
    assertThat(queue.setFeature(FeatureId.TEMPERATURE_THRESHOLD, 3 << 20 | 280).code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void valuesThatTheControllerCannotHonourAreRefused() {
    assertThat(queue.setFeature(FeatureId.POWER_MANAGEMENT, 1).code())
        .isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.setFeature(FeatureId.ERROR_RECOVERY, 1 << 16).code())
        .isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.setFeature(FeatureId.IO_COMMAND_SET_PROFILE, 1).code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void queuesAreGrantedUpToTheLimit() {
    assertThat(NumberOfQueues.decode(current(FeatureId.NUMBER_OF_QUEUES)))
        .isEqualTo(new NumberOfQueues(4, 4));

    Answer many = queue.setFeature(FeatureId.NUMBER_OF_QUEUES, new NumberOfQueues(9, 8).dword());
    assertThat(NumberOfQueues.decode(many.dw0())).isEqualTo(new NumberOfQueues(4, 4));
    Answer few = queue.setFeature(FeatureId.NUMBER_OF_QUEUES, new NumberOfQueues(2, 3).dword());
    assertThat(NumberOfQueues.decode(few.dw0())).isEqualTo(new NumberOfQueues(2, 2));
    assertThat(current(FeatureId.NUMBER_OF_QUEUES)).isEqualTo(few.dw0());
    assertThat(bench.connectIo(bench.dial(3), 3).code())
        .isEqualTo(Status.CONNECT_INVALID_PARAMETERS);
    assertThat(queue.setFeature(FeatureId.NUMBER_OF_QUEUES, 0xFFFF).code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void theNumberOfQueuesIsFixedOnceThereIsOne() {
    bench.startIo(1);

    assertThat(queue.setFeature(FeatureId.NUMBER_OF_QUEUES, 0).code())
        .isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
  }

  @Test
  void theHostIdentifierIsThatOfConnectAndCannotBeSet() {
    Answer answer = queue.getFeature(FeatureId.HOST_IDENTIFIER, 0, 1, 16);

    assertThat(HostId.decode(answer.data(), 0)).isEqualTo(TestBench.HOST_ID);
    assertThat(
            queue
                .run(
                    sqe ->
                        sqe.opcode(AdminOpcode.SET_FEATURES)
                            .cdw10(FeatureId.HOST_IDENTIFIER)
                            .cdw11(1),
                    new byte[16],
                    0)
                .code())
        .isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
    assertThat(queue.getFeature(FeatureId.HOST_IDENTIFIER, 0, 1, 8).code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
  }

  @Test
  void thereIsNoHostIdentifierOf64Bits() {
    assertThat(queue.getFeature(FeatureId.HOST_IDENTIFIER, 0, 0, 8).code())
        .isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.getFeature(FeatureId.HOST_IDENTIFIER, 0, 0, 16).code())
        .isEqualTo(Status.INVALID_FIELD);
    int capabilities = FeatureSelect.SUPPORTED_CAPABILITIES;
    assertThat(queue.getFeature(FeatureId.HOST_IDENTIFIER, capabilities, 0, 0).status()).isZero();
  }

  @Test
  void thresholdsThatThereAreNotCannotBeRead() {
    for (int dword11 : new int[] {2 << 20, 3 << 20, 1 << 16, 1 << 20 | 8 << 16}) {
      for (int select : new int[] {FeatureSelect.CURRENT, FeatureSelect.DEFAULT}) {
        assertThat(queue.getFeature(FeatureId.TEMPERATURE_THRESHOLD, select, dword11, 0).code())
            .as("dword 11 %08xh select %d", dword11, select)
            .isEqualTo(Status.INVALID_FIELD);
      }
    }
  }

  @Test
  void theTimestampGoesOnFromWhatTheHostSet() {
    byte[] data = new byte[Timestamp.BYTES];
    new Timestamp(1_000_000, 0).encode(ByteBuffer.wrap(data));
    queue.run(sqe -> sqe.opcode(AdminOpcode.SET_FEATURES).cdw10(FeatureId.TIMESTAMP), data, 0);

    bench.pass(Duration.ofSeconds(3));

    Answer answer = queue.getFeature(FeatureId.TIMESTAMP, 0, 0, 8);
    assertThat(Timestamp.decode(answer.data()))
        .isEqualTo(new Timestamp(1_003_000, Timestamp.SET_BY_HOST));
  }

  @Test
  void moreRoomThanTheDataIsFilledWithZeroes() {
    Answer answer = queue.getFeature(FeatureId.ARBITRATION, 0, 0, 64);

    assertThat(answer.data().array()).containsOnly(0);
  }
}
