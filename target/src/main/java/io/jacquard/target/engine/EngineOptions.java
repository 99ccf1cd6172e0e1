package io.jacquard.target.engine;

import io.jacquard.nvme.namespace.AccessChoice;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The options of a namespace's URI that choose the way by which it is reached, by xNVMe's names.
 * What is not given is left to the program; what is given is done, or is an error.
 *
 * @param backEnd {@code be}: such as {@code linux}
 * @param async {@code async}: how I/O commands are carried out
 * @param sync {@code sync}: what a single command becomes: {@code psync}, {@code nvme}, {@code
 *     block}
 * @param admin {@code admin}: who answers admin commands: {@code nvme}, {@code block}, {@code file}
 * @param pollIo {@code poll_io}, {@code poll=io}, {@code poll=on}: look for completions at the
 *     device
 * @param pollSq {@code poll_sq}, {@code poll=sq}: a kernel thread looks for submissions
 * @param registerFiles {@code register_files}
 * @param registerBuffers {@code register_buffers}
 * @param threads {@code threads}: how many threads may wait for the medium at a time
 */
public record EngineOptions(
    Optional<String> backEnd,
    Optional<Async> async,
    Optional<String> sync,
    Optional<String> admin,
    boolean pollIo,
    boolean pollSq,
    Choice registerFiles,
    Choice registerBuffers,
    int threads) {

  /** The options read here. */
  public static final Set<String> NAMES =
      Set.of(
          AccessChoice.BACK_END,
          AccessChoice.ASYNC,
          AccessChoice.SYNC,
          AccessChoice.ADMIN,
          "poll",
          "poll_io",
          "poll_sq",
          "register_files",
          "register_buffers",
          "threads");

  /** The most threads of one namespace. */
  public static final int MOST_THREADS = 64;

  private static final int DEFAULT_THREADS = 8;

  /**
   * Reads the URI; other options are left alone.
   *
   * @throws IllegalArgumentException naming the option that is wrong and what would be right
   */
  public static EngineOptions of(NamespaceUri uri) {
    String poll = uri.parameter("poll").orElse("off");
    oneOf(uri, "poll", poll, List.of("io", "sq", "off", "on", "true"));
    AccessChoice access = AccessChoice.of(uri);
    return new EngineOptions(
        access.backEnd(),
        access.async().map(text -> Async.of(text).orElseThrow()),
        access.sync(),
        access.admin(),
        poll.matches("io|on|true") || flag(uri, "poll_io"),
        poll.equals("sq") || flag(uri, "poll_sq"),
        choice(uri, "register_files"),
        choice(uri, "register_buffers"),
        threads(uri));
  }

  /** Reads an option that is yes, no or left to the program. */
  public static Choice choice(NamespaceUri uri, String name) {
    String text = uri.parameter(name).orElse("auto");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "auto" -> Choice.AUTO;
      case "on", "true", "yes", "1" -> Choice.ON;
      case "off", "false", "no", "0" -> Choice.OFF;
      default -> throw bad(uri, name + "=" + text + ": write auto, on or off");
    };
  }

  /** Reads an option that is yes or no, and no if it is not given. */
  public static boolean flag(NamespaceUri uri, String name) {
    String text = uri.parameter(name).orElse("false");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes", "1" -> true;
      case "false", "off", "no", "0" -> false;
      default -> throw bad(uri, name + "=" + text + ": write true or false");
    };
  }

  /** The exception for an option that cannot be done. */
  public static IllegalArgumentException bad(NamespaceUri uri, String why) {
    return new IllegalArgumentException("namespace '" + uri + "': " + why);
  }

  private static void oneOf(NamespaceUri uri, String name, String text, List<String> words) {
    if (!words.contains(text)) {
      throw bad(uri, name + "=" + text + ": write one of " + String.join(", ", words));
    }
  }

  private static int threads(NamespaceUri uri) {
    String text = uri.parameter("threads").orElse(Integer.toString(DEFAULT_THREADS));
    if (!text.matches("[0-9]{1,2}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MOST_THREADS) {
      throw bad(uri, "threads=" + text + ": write a number from 1 to " + MOST_THREADS);
    }
    return Integer.parseInt(text);
  }
}
