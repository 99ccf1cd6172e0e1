package io.jacquard.target.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationWatcherTest {
  @TempDir Path directory;
  private Path file;
  private ConfigurationWatcher watcher;
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws IOException {
    file = directory.resolve("t.yaml");
    Files.writeString(file, "first");
    watcher = new ConfigurationWatcher(file, this::read);
  }

  @AfterEach
  void stop() throws IOException {
    watcher.close();
  }

  private void read() {
    try {
      seen.add(Files.readString(file));
    } catch (IOException e) {
      seen.add(e.toString());
    }
  }

  private String next() throws InterruptedException {
    return seen.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void writingInPlaceIsAChange() throws Exception {
    Files.writeString(file, "second");
    assertThat(next()).isEqualTo("second");
  }

  @Test
  void renamingAnotherFileOverItIsAChangeEachTime() throws Exception {
    for (String text : new String[] {"second", "third"}) {
      Path other = Files.writeString(directory.resolve(".t.yaml.swp"), text);
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(next()).isEqualTo(text);
    }
  }

  @Test
  void deletingAndWritingAgainIsAChange() throws Exception {
    Files.delete(file);
    Files.writeString(file, "second");
    assertThat(next()).isEqualTo("second");
  }

  @Test
  void aLinkThatPointsElsewhereIsAChange() throws Exception {
    Files.writeString(directory.resolve("data2"), "second");
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("data2"));
    assertThat(next()).isEqualTo("second");
  }

  @Test
  void theSameContentAgainIsNoChange() throws Exception {
    Files.writeString(file, "first");
    Files.writeString(directory.resolve("other"), "x");
    Files.writeString(file, "second");
    assertThat(next()).isEqualTo("second");
    assertThat(seen).isEmpty();
  }
}
