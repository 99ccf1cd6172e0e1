package io.jacquard.target.config;

import com.fasterxml.jackson.core.JacksonException;
import io.jacquard.nvme.namespace.ByteSize;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.commons.configuration2.FileBasedConfiguration;
import org.apache.commons.configuration2.JSONConfiguration;
import org.apache.commons.configuration2.YAMLConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The text of a configuration as a tree of nodes, with the line of each key. The text is first
 * looked through with limits on size, depth and repetition, then read by Commons Configuration.
 *
 * @param source the file's name
 * @param root the tree
 * @param positions the lines
 */
record Document(String source, ImmutableNode root, Positions positions) {

  /** Most characters in a file. */
  static final int MAX_CHARACTERS = 4 << 20;

  /** Most sections within sections. */
  static final int MAX_DEPTH = 16;

  /** Most keys and values, those repeated by an alias counted each time. */
  static final int MAX_NODES = 200_000;

  /** Reads a file. */
  static Document load(Path file) throws IOException, InvalidConfigurationException {
    String source = file.toString();
    try {
      if (Files.isRegularFile(file) && Files.size(file) > MAX_CHARACTERS) {
        throw new InvalidConfigurationException(
            source, OptionalInt.empty(), "is larger than " + ByteSize.format(MAX_CHARACTERS));
      }
      return parse(source, Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new IOException(source + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new InvalidConfigurationException(
          source, OptionalInt.empty(), "is not UTF-8; save it as UTF-8 text");
    } catch (IOException e) {
      throw new IOException(source + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads text; the name says whether it is YAML or JSON, else the first character does. */
  static Document parse(String source, String text) throws InvalidConfigurationException {
    if (text.length() > MAX_CHARACTERS) {
      throw new InvalidConfigurationException(source, OptionalInt.empty(), "is too large");
    }
    boolean json = isJson(source, text);
    Positions positions = new Positions();
    if (text.isBlank()) {
      return new Document(source, new ImmutableNode.Builder().create(), positions);
    }
    try {
      if (json) {
        JsonOutline.read(source, text, positions);
        return new Document(source, tree(new JSONConfiguration(), text), positions);
      }
      if (!YamlOutline.read(source, text, positions)) {
        return new Document(source, new ImmutableNode.Builder().create(), positions);
      }
      return new Document(source, tree(new YAMLConfiguration(), text), positions);
    } catch (JacksonException e) {
      throw malformed(source, e.getLocation().getLineNr(), "not JSON: " + e.getOriginalMessage());
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw malformed(source, line, "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw malformed(source, 0, "not YAML: " + e.getMessage());
    } catch (IOException | ConfigurationException e) {
      throw malformed(source, 0, "cannot be read: " + e.getMessage());
    }
  }

  private static <C extends BaseHierarchicalConfiguration & FileBasedConfiguration>
      ImmutableNode tree(C configuration, String text) throws ConfigurationException, IOException {
    configuration.read(new StringReader(text));
    return configuration.getNodeModel().getNodeHandler().getRootNode();
  }

  private static boolean isJson(String source, String text) {
    String name = source.toLowerCase(Locale.ROOT);
    if (name.endsWith(".json")) {
      return true;
    }
    return !name.endsWith(".yaml") && !name.endsWith(".yml") && text.stripLeading().startsWith("{");
  }

  private static InvalidConfigurationException malformed(String source, int line, String message) {
    return new InvalidConfigurationException(
        source, line > 0 ? OptionalInt.of(line) : OptionalInt.empty(), message);
  }

  /** The error of a file that goes beyond a limit. */
  static InvalidConfigurationException beyond(String source, int line, String limit) {
    return malformed(source, line, limit);
  }
}
