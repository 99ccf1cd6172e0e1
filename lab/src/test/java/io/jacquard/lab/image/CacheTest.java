package io.jacquard.lab.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lab/image/cache.sh}, as the scripts that make images use it. */
class CacheTest {

  private static final String MAKER =
      """
      set -euo pipefail
      source image/cache.sh
      cache=$1 notes=$2 failures=$3 makers=$4
      count() { find "$notes" -name "$1.*" | wc -l; }
      make() {
        local attempt
        attempt=$(count attempt)
        mkdir "$notes/works" 2> /dev/null || : > "$notes/two-at-once.$$"
        # One waits already; another comes now, and time goes by.
        until (($(count arrival) == makers || $(count arrival) > attempt + 1)); do :; done
        for _ in {1..50}; do count two-at-once > /dev/null; done
        : > "$notes/attempt.$$"
        echo begun > "$1/half"
        rmdir "$notes/works"
        ((attempt >= failures)) || exit 3
        echo made > "$1/out"
      }
      : > "$notes/arrival.$$"
      once thing make
      [ "$(< "$cache/thing")" = made ]
      """;

  private static final String TIDIER =
      """
      set -euo pipefail
      source image/cache.sh
      cache=$1
      read -r || true
      keep_newest 3 'program-*'
      """;

  private static final int TIDIERS = 4;

  @TempDir Path place;

  /**
   * One that makes the thing.
   *
   * @param failures that come first
   * @param makers how many there will be
   */
  private Process maker(int failures, int makers) throws IOException {
    Path cache = Files.createDirectories(place.resolve("cache"));
    Path notes = Files.createDirectories(place.resolve("notes"));
    return new ProcessBuilder(
            "bash",
            "-c",
            MAKER,
            "maker",
            cache.toString(),
            notes.toString(),
            Integer.toString(failures),
            Integer.toString(makers))
        .inheritIO()
        .start();
  }

  private List<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(place.resolve(directory))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void oneAtATimeMakesItAlsoAfterOthersHaveFailed() throws Exception {
    int failures = 3;
    int all = failures + 2;
    List<Process> makers = new ArrayList<>(List.of(maker(failures, all), maker(failures, all)));
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < failures; i++) {
      Process failed = endOfAny(makers);
      makers.remove(failed);
      ends.add(failed.exitValue());
      makers.add(maker(failures, all));
    }
    for (Process maker : makers) {
      ends.add(maker.waitFor());
    }

    assertThat(ends).containsExactly(3, 3, 3, 0, 0);
    assertThat(names("notes")).hasSize(9).noneMatch(name -> name.startsWith("two-at-once"));
    assertThat(names("cache")).containsExactly("thing");
  }

  private static Process endOfAny(List<Process> processes) {
    return (Process)
        CompletableFuture.anyOf(
                processes.stream().map(Process::onExit).toArray(CompletableFuture[]::new))
            .join();
  }

  @Test
  void whatFailedLeavesNothing() throws Exception {
    assertThat(maker(1, 1).waitFor()).isEqualTo(3);

    assertThat(names("cache")).isEmpty();
  }

  @Test
  void whatOneThatWasKilledHasLeftIsNotInTheWay() throws Exception {
    Files.createDirectories(place.resolve("cache/thing.work/out/old"));
    Files.createFile(place.resolve("cache/thing.lock"));

    assertThat(maker(0, 1).waitFor()).isZero();
    assertThat(names("cache")).containsExactly("thing");
  }

  @RepeatedTest(8)
  void severalMayRemoveOldOnesAtTheSameTime() throws Exception {
    for (int i = 100; i < 500; i++) {
      Path program = Files.createFile(place.resolve("program-" + i));
      Files.setLastModifiedTime(program, FileTime.fromMillis(i));
    }
    Files.createFile(place.resolve("java-1"));
    List<Process> tidiers = new ArrayList<>();
    for (int i = 0; i < TIDIERS; i++) {
      tidiers.add(
          new ProcessBuilder("bash", "-c", TIDIER, "tidier", place.toString())
              .redirectError(Redirect.INHERIT)
              .start());
    }
    for (Process tidier : tidiers) {
      tidier.getOutputStream().close();
    }

    assertThat(tidiers).allMatch(tidier -> tidier.onExit().join().exitValue() == 0);
    assertThat(names(".").stream().sorted())
        .containsExactly("java-1", "program-497", "program-498", "program-499");
  }
}
