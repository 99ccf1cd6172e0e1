package io.jacquard.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ParallelTransferTest {
  private static final int PIECE = 4096;
  private static final int PIECES = 100;

  private final ParallelTransfer transfer = new ParallelTransfer(PIECES * PIECE, PIECE, 7);

  @Test
  void everyPieceIsDoneOnceInOrderOfItsSteps() throws IOException {
    Set<Long> filled = ConcurrentHashMap.newKeySet();
    Set<Long> timed = ConcurrentHashMap.newKeySet();
    AtomicLong checked = new AtomicLong();
    AtomicLong furthest = new AtomicLong();

    Measurement result =
        transfer.run(
            (buffer, at) -> assertThat(filled.add(at)).isTrue(),
            (buffer, at) -> assertThat(filled.contains(at) && timed.add(at)).isTrue(),
            (buffer, at) -> checked.addAndGet(timed.contains(at) ? 1 : 0),
            done -> furthest.accumulateAndGet(done, Math::max));

    assertThat(timed).hasSize(PIECES);
    assertThat(checked).hasValue(PIECES);
    assertThat(furthest).hasValue(PIECES * PIECE);
    assertThat(result.latency().getTotalCount()).isEqualTo(PIECES);
    assertThat(result.bytes()).isEqualTo(PIECES * PIECE);
  }

  @Test
  void theErrorOfAPieceEndsTheTransfer() {
    assertThatThrownBy(
            () ->
                transfer.run(
                    (buffer, at) -> {},
                    (buffer, at) -> {
                      if (at == 50 * PIECE) {
                        throw new IOException("no");
                      }
                    },
                    (buffer, at) -> {},
                    done -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("no");
  }

  @Test
  void aPatternIsFoundWrongAtTheByteThatDiffers() {
    Pattern pattern = new Pattern(5);
    ByteBuffer buffer = ByteBuffer.allocate(PIECE);
    pattern.fill(buffer, 8 * PIECE);

    assertThat(pattern.mismatch(buffer, 8 * PIECE)).isEmpty();
    assertThat(pattern.mismatch(buffer, 9 * PIECE)).hasValue(9 * PIECE);
    assertThat(new Pattern(6).mismatch(buffer, 8 * PIECE)).isPresent();
    buffer.put(1000, (byte) (buffer.get(1000) + 1));
    assertThat(pattern.mismatch(buffer, 8 * PIECE)).hasValue(8 * PIECE + 1000);
  }
}
