package io.jacquard.target.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** Looks through JSON text: lines of keys, keys given twice, and limits on depth and size. */
final class JsonOutline {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final String source;
  private final JsonParser parser;
  private final Positions positions;
  private int nodes;

  private JsonOutline(String source, JsonParser parser, Positions positions) {
    this.source = source;
    this.parser = parser;
    this.positions = positions;
  }

  /** Fills the positions. */
  static void read(String source, String text, Positions positions)
      throws IOException, InvalidConfigurationException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonOutline outline = new JsonOutline(source, parser, positions);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Document.beyond(source, outline.line(), "must be an object: { \"subsystems\": ... }");
      }
      outline.visit("", 0);
      if (parser.nextToken() != null) {
        throw Document.beyond(source, outline.line(), "has text after the end of the object");
      }
    }
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  /** Visits the value at the current token, up to its last token. */
  private void visit(String path, int depth) throws IOException, InvalidConfigurationException {
    if (++nodes > Document.MAX_NODES) {
      throw Document.beyond(source, line(), "has too many entries");
    }
    if (depth > Document.MAX_DEPTH) {
      throw Document.beyond(
          source, line(), path + ": nested deeper than " + Document.MAX_DEPTH + " levels");
    }
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      visitObject(path, depth);
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      visitArray(path, depth);
    }
  }

  private void visitObject(String path, int depth)
      throws IOException, InvalidConfigurationException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String child = Positions.child(path, parser.currentName());
      if (!positions.addKey(path, parser.currentName(), line())) {
        throw new InvalidConfigurationException(
            List.of(
                new Finding(
                    source, OptionalInt.of(line()), child, "the key is given twice; keep one")));
      }
      parser.nextToken();
      visit(child, depth + 1);
    }
  }

  private void visitArray(String path, int depth)
      throws IOException, InvalidConfigurationException {
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      String child = path + "[" + i + "]";
      positions.addElement(child, line());
      if (parser.currentToken() == JsonToken.START_ARRAY) {
        throw Document.beyond(source, line(), child + ": a list within a list");
      }
      visit(child, depth + 1);
    }
  }
}
