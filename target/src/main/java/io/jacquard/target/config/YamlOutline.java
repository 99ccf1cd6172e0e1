package io.jacquard.target.config;

import java.io.StringReader;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Looks through YAML text: lines of keys, keys given twice, and limits on depth and size, which an
 * alias could make endless.
 */
final class YamlOutline {
  private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.BOOL, Tag.NULL, Tag.FLOAT);

  private final String source;
  private final Positions positions;
  private int nodes;

  private YamlOutline(String source, Positions positions) {
    this.source = source;
    this.positions = positions;
  }

  /** Fills the positions; false if the text has comments only. */
  static boolean read(String source, String text, Positions positions)
      throws InvalidConfigurationException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Document.MAX_CHARACTERS);
    Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
    if (root == null || root.getTag().equals(Tag.NULL)) {
      return false;
    }
    if (!(root instanceof MappingNode)) {
      throw Document.beyond(source, line(root), "must start with a key, such as 'subsystems:'");
    }
    new YamlOutline(source, positions).visit(root, "", 0);
    return true;
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private void visit(Node node, String path, int depth) throws InvalidConfigurationException {
    if (++nodes > Document.MAX_NODES) {
      throw Document.beyond(source, line(node), "has too many entries, aliases counted each time");
    }
    if (depth > Document.MAX_DEPTH) {
      throw Document.beyond(
          source, line(node), path + ": nested deeper than " + Document.MAX_DEPTH + " levels");
    }
    switch (node) {
      case MappingNode mapping -> visitMapping(mapping, path, depth);
      case SequenceNode sequence -> visitSequence(sequence, path, depth);
      default -> checkScalar(node, path);
    }
  }

  private void visitMapping(MappingNode mapping, String path, int depth)
      throws InvalidConfigurationException {
    requireTag(mapping, Tag.MAP, path);
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key) || !key.getTag().equals(Tag.STR)) {
        throw Document.beyond(
            source, line(entry.getKeyNode()), path + ": a key must be a plain word");
      }
      String child = Positions.child(path, key.getValue());
      if (!positions.addKey(path, key.getValue(), line(key))) {
        throw new InvalidConfigurationException(
            List.of(
                new Finding(
                    source, OptionalInt.of(line(key)), child, "the key is given twice; keep one")));
      }
      visit(entry.getValueNode(), child, depth + 1);
    }
  }

  private void visitSequence(SequenceNode sequence, String path, int depth)
      throws InvalidConfigurationException {
    requireTag(sequence, Tag.SEQ, path);
    List<Node> elements = sequence.getValue();
    for (int i = 0; i < elements.size(); i++) {
      String child = path + "[" + i + "]";
      positions.addElement(child, line(elements.get(i)));
      if (elements.get(i) instanceof SequenceNode) {
        throw Document.beyond(source, line(elements.get(i)), child + ": a list within a list");
      }
      visit(elements.get(i), child, depth + 1);
    }
  }

  private void checkScalar(Node node, String path) throws InvalidConfigurationException {
    if (!PLAIN.contains(node.getTag())) {
      String kind = node.getTag().equals(Tag.TIMESTAMP) ? "a date" : node.getTag().getValue();
      throw Document.beyond(
          source, line(node), path + ": is " + kind + "; put it in quotes if it is a text");
    }
  }

  private void requireTag(Node node, Tag tag, String path) throws InvalidConfigurationException {
    if (!node.getTag().equals(tag)) {
      throw Document.beyond(
          source, line(node), path + ": the tag " + node.getTag().getValue() + " is not allowed");
    }
  }
}
