package io.jacquard.lab.pair;

import io.jacquard.lab.vm.DetachedMachine;
import io.jacquard.lab.vm.ScriptResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The functions of bash by which the lab does its work in the guests. They are resources beside
 * this class, and worth reading: {@code roce.sh}, {@code kernel-target.sh} and the others are what
 * one would type.
 *
 * @param functions files with functions
 */
public record GuestScript(List<String> functions) {

  private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

  /** With the functions of these files, after those that all have. */
  public static GuestScript with(String... files) {
    return new GuestScript(Arrays.asList(files));
  }

  /**
   * Runs a call in a machine.
   *
   * @return what it printed on both outputs, without white space at both ends
   * @throws IOException if it fails, with what it printed
   */
  public String run(DetachedMachine machine, String call, Duration limit) throws IOException {
    ScriptResult result = machine.run(resource("base.sh") + body() + call + "\n", limit);
    if (result.timedOut()) {
      throw new IOException(
          "%s: '%s' has not ended after %d s%s"
              .formatted(machine.name(), call, limit.toSeconds(), said(result)));
    }
    if (!result.succeeded()) {
      throw new IOException(
          "%s: '%s' failed with status %d%s"
              .formatted(machine.name(), call, result.status(), said(result)));
    }
    return result.output().strip();
  }

  private String body() {
    return functions.stream().map(GuestScript::resource).collect(Collectors.joining());
  }

  private static String said(ScriptResult result) {
    return result.output().isBlank() ? "" : ": " + result.output().strip();
  }

  private static String resource(String name) {
    return TEXTS.computeIfAbsent(name, GuestScript::load);
  }

  private static String load(String name) {
    try (InputStream in = GuestScript.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
