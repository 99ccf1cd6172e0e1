package io.jacquard.target.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfigurationFuzzTest {

  @FuzzTest(maxDuration = "30s")
  void anyTextIsReadOrRefused(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    readOrRefuse(text.startsWith("{") ? "f.json" : "f.yaml", text);
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Random random = new Random(99);
    String nvmet = Files.readString(NvmetReaderTest.SAMPLE);
    String own = Files.readString(NvmetReaderTest.SAMPLE.resolveSibling("target.yaml"));
    for (int round = 0; round < 3_000; round++) {
      readOrRefuse("n.json", damage(nvmet, random));
      readOrRefuse("o.yaml", damage(own, random));
    }
  }

  private static String damage(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    String letters = "{}[]:,-#&*!|>'\"%@` \n\t0159az_.~\u0000\u00e9";
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(4)) {
        case 0 -> damaged.deleteCharAt(at);
        case 1 -> damaged.setCharAt(at, letters.charAt(random.nextInt(letters.length())));
        case 2 -> damaged.insert(at, letters.charAt(random.nextInt(letters.length())));
        default -> damaged.delete(at, Math.min(damaged.length() - 1, at + random.nextInt(40)));
      }
    }
    return damaged.toString();
  }

  /** Either a configuration that can be written and read again, or errors that name the file. */
  private static void readOrRefuse(String name, String text) {
    TargetConfiguration read;
    try {
      read = ConfigurationReader.parse(name, text).configuration();
    } catch (InvalidConfigurationException invalid) {
      assertThat(invalid.errors())
          .isNotEmpty()
          .allSatisfy(e -> assertThat(e.toString()).startsWith(name + ":"));
      return;
    }
    try {
      String written = ConfigurationWriter.toYaml(read);
      assertThat(ConfigurationReader.parse("again.yaml", written).configuration().definition())
          .as("%s%n%s", text, written)
          .isEqualTo(read.withDefaultPorts());
    } catch (InvalidConfigurationException invalid) {
      throw new AssertionError("what was written is not valid, from: " + text, invalid);
    }
  }
}
