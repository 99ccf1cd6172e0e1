package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shows nested properties as lines of "name: value", parts indented below their names. */
final class InfoText {
  private static final String INDENT = "  ";

  private InfoText() {}

  static String lines(ObjectNode json) {
    StringBuilder text = new StringBuilder();
    add(text, json, "");
    return text.toString();
  }

  private static void add(StringBuilder text, ObjectNode json, String indent) {
    for (Map.Entry<String, JsonNode> property : json.properties()) {
      JsonNode value = property.getValue();
      String name = indent + property.getKey().replace('_', ' ') + ":";
      if (value.isObject()) {
        text.append(name).append(System.lineSeparator());
        add(text, (ObjectNode) value, indent + INDENT);
      } else if (value.isArray()) {
        addList(text, name, value, indent);
      } else {
        text.append(
            "%-24s %s%n".formatted(name, value.isBoolean() ? yesNo(value) : value.asText()));
      }
    }
  }

  /** Words stand in one line, sentences below each other. */
  private static void addList(StringBuilder text, String name, JsonNode list, String indent) {
    List<String> items = new ArrayList<>();
    list.forEach(item -> items.add(item.asText()));
    if (items.stream().anyMatch(item -> item.contains(" "))) {
      text.append(name).append(System.lineSeparator());
      items.forEach(
          item ->
              text.append(indent)
                  .append(INDENT)
                  .append("- ")
                  .append(item)
                  .append(System.lineSeparator()));
    } else {
      text.append(
          "%-24s %s%n".formatted(name, items.isEmpty() ? "none" : String.join(", ", items)));
    }
  }

  private static String yesNo(JsonNode value) {
    return value.asBoolean() ? "yes" : "no";
  }
}
