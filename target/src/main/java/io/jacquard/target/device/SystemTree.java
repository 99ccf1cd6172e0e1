package io.jacquard.target.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What the kernel tells of the machine: {@code /sys}, {@code /proc} and {@code /dev} below one
 * root, which tests replace by a recorded tree. Paths are given from that root, without a leading
 * slash. Thread-safe.
 *
 * @param root the directory that holds {@code sys}, {@code proc} and {@code dev}
 * @param writer how attributes are written
 */
public record SystemTree(Path root, AttributeWriter writer) {

  /** Writes an attribute; what the kernel does on it is done when the call returns. */
  @FunctionalInterface
  public interface AttributeWriter {
    /** Writes {@code text} in one piece to a file that is there. */
    void write(Path attribute, String text) throws IOException;
  }

  /** This machine. */
  public static SystemTree ofMachine() {
    return new SystemTree(
        Path.of("/"),
        (attribute, text) -> Files.writeString(attribute, text, StandardOpenOption.WRITE));
  }

  /** The file at a path. */
  public Path at(String path) {
    return root.resolve(path);
  }

  /** True if there is something at the path, even a link that leads nowhere. */
  public boolean exists(String path) {
    return Files.exists(at(path), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * An attribute's text without the spaces around it. Devices come and go while they are looked at,
   * and some attributes answer with an error: what cannot be read is as good as not there.
   */
  public Optional<String> read(String path) {
    try {
      return Optional.of(Files.readString(at(path)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** An attribute's text, if it has any. */
  public Optional<String> readSome(String path) {
    return read(path).filter(text -> !text.isEmpty());
  }

  /** A decimal attribute. */
  public OptionalLong number(String path) {
    Optional<String> text = read(path).filter(digits -> digits.matches("-?[0-9]{1,18}"));
    return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
  }

  /** The names in a directory, numbers within them in numeric order; none if it is not there. */
  public List<String> list(String path) {
    try (Stream<Path> children = Files.list(at(path))) {
      return children
          .map(child -> child.getFileName().toString())
          .sorted(NaturalOrder.INSTANCE)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The last name of what a link points to, such as the driver's. */
  public Optional<String> linkName(String path) {
    try {
      return Optional.of(Files.readSymbolicLink(at(path)).getFileName().toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What a path is after all links in it are followed. */
  public Optional<Path> resolved(String path) {
    try {
      return Optional.of(at(path).toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes an attribute.
   *
   * @throws IOException if there is none, or the kernel refuses; the message names it
   */
  public void write(String path, String text) throws IOException {
    try {
      writer.write(at(path), text);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no " + at(path), e);
    } catch (IOException e) {
      throw new IOException(
          "writing '" + text.strip() + "' to " + at(path) + " failed: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    int colon = message.lastIndexOf(": ");
    return colon < 0 ? message : message.substring(colon + 2);
  }
}
