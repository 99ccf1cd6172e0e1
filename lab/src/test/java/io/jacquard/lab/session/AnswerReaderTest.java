package io.jacquard.lab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

  private static final String TOKEN = "0f0f0f0f-0000-4000-8000-0f0f0f0f0f0f";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
  void outputComesWholeHoweverItIsCutIntoPieces(int piece) throws IOException {
    byte[] output = new byte[200_000];
    new Random(7).nextBytes(output);
    // What begins like an end but is none.
    byte[] alike =
        (TOKEN + " 1\n\u001e" + TOKEN.substring(0, 20)).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(alike, 0, output, 1000, alike.length);

    assertThat(read(answer("what others left\n\u001e", output, "42"), piece)).isEqualTo(42);
    assertThat(out.toByteArray()).isEqualTo(output);
  }

  @Test
  void theBeginningOfAnEndIsAllThatIsHeldBack() throws IOException {
    byte[] text = "a line\n\u001e0f".getBytes(StandardCharsets.US_ASCII);
    AnswerReader reader =
        new AnswerReader(
            new ByteArrayInputStream(
                concat((TOKEN + "\n").getBytes(StandardCharsets.US_ASCII), text)),
            TOKEN);
    reader.awaitStart();

    assertThatThrownBy(() -> reader.copyTo(out)).isInstanceOf(EOFException.class);
    assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("a line\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "12x", "99999"})
  void anEndWithoutAStatusIsAnError(String status) {
    assertThatThrownBy(() -> read(answer("", new byte[0], status), 5))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("without a status");
  }

  private int read(byte[] all, int piece) throws IOException {
    AnswerReader reader = new AnswerReader(pieces(new ByteArrayInputStream(all), piece), TOKEN);
    reader.awaitStart();
    return reader.copyTo(out);
  }

  private static byte[] answer(String before, byte[] output, String status) {
    byte[] start = (before + TOKEN + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] end = ("\u001e" + TOKEN + " " + status + "\n").getBytes(StandardCharsets.US_ASCII);
    return concat(concat(start, output), end);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static InputStream pieces(InputStream whole, int most) {
    return new FilterInputStream(whole) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return super.read(into, offset, Math.min(length, most));
      }
    };
  }
}
