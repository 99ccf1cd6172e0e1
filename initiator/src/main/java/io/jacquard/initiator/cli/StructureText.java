package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Structure;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** Shows the fields of a structure one by one, named as nvme-cli names them. */
final class StructureText {
  /** Fields that nvme-cli calls by another name than the specification does now. */
  private static final String CDFS = "CDFS";

  private final Structure structure;
  private final Set<String> texts;
  private final Set<String> identifiers;
  private final Set<String> decimals;
  private final Set<String> skipped;

  /**
   * Describes how to show a structure.
   *
   * @param texts fields of ASCII text
   * @param identifiers fields shown as a row of hexadecimal digits
   * @param decimals numbers that people read in decimal; others are shown in hexadecimal
   * @param skipped fields shown in another way, or not at all
   */
  StructureText(
      Structure structure,
      Set<String> texts,
      Set<String> identifiers,
      Set<String> decimals,
      Set<String> skipped) {
    this.structure = structure;
    this.texts = texts;
    this.identifiers = identifiers;
    this.decimals = decimals;
    this.skipped = skipped;
  }

  /** Every field a number in hexadecimal. */
  static StructureText plain(Structure structure) {
    return new StructureText(structure, Set.of(), Set.of(), Set.of(), Set.of());
  }

  private static String key(Layout.Field field) {
    return field.name().equals(CDFS) ? "ocfs" : field.name().toLowerCase(Locale.ROOT);
  }

  private boolean isShown(Layout.Field field) {
    return !field.reserved() && !skipped.contains(field.name());
  }

  /** Lines "name : value". */
  String lines() {
    StringBuilder text = new StringBuilder();
    for (Layout.Field field : structure.layout().fields()) {
      if (isShown(field)) {
        text.append(String.format("%-9s : %s%n", key(field), value(field)));
      }
    }
    return text.toString();
  }

  private String value(Layout.Field field) {
    String name = field.name();
    if (texts.contains(name)) {
      return text(field);
    }
    if (identifiers.contains(name)) {
      return HexFormat.of().formatHex(structure.getBytes(field));
    }
    return decimals.contains(name) || field.length() > 8
        ? structure.getBig(field).toString()
        : "0x" + Long.toHexString(structure.get(field));
  }

  /** Text up to its first NUL, without the spaces behind it. */
  private String text(Layout.Field field) {
    byte[] bytes = structure.getBytes(field);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    String all = new String(bytes, 0, end, StandardCharsets.UTF_8).stripTrailing();
    return all.chars().anyMatch(Character::isISOControl) ? structure.getText(field) : all;
  }

  /** An object with one property for each field. */
  ObjectNode json() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Layout.Field field : structure.layout().fields()) {
      if (!isShown(field)) {
        continue;
      }
      String name = field.name();
      if (texts.contains(name)) {
        object.put(key(field), text(field));
      } else if (identifiers.contains(name)) {
        object.put(key(field), HexFormat.of().formatHex(structure.getBytes(field)));
      } else {
        object.put(key(field), structure.getBig(field));
      }
    }
    return object;
  }

  /** An empty array, to be filled. */
  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }
}
