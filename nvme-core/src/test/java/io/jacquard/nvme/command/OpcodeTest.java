package io.jacquard.nvme.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class OpcodeTest {
  private static void everyConstantIsNamed(Class<?> type, IntFunction<String> names)
      throws IllegalAccessException {
    Set<String> seen = new HashSet<>();
    for (Field field : type.getFields()) {
      if (!field.getName().equals("OPCODE")) {
        String name = names.apply(field.getInt(null));
        assertThat(name).doesNotContain("opcode ").doesNotContain("type ");
        assertThat(seen.add(name)).as(name).isTrue();
      }
    }
    for (int i = 0; i < 256; i++) {
      assertThat(names.apply(i)).isNotBlank();
    }
  }

  @Test
  void everyOpcodeHasAName() throws IllegalAccessException {
    everyConstantIsNamed(AdminOpcode.class, AdminOpcode::nameOf);
    everyConstantIsNamed(NvmOpcode.class, NvmOpcode::nameOf);
    everyConstantIsNamed(FabricsCommandType.class, FabricsCommandType::nameOf);
    assertThat(AdminOpcode.nameOf(0xC0)).isEqualTo("Admin opcode c0h");
  }

  @Test
  void theDirectionComesFromTheOpcode() {
    assertThat(DataDirection.of(NvmOpcode.FLUSH, 0)).isEqualTo(DataDirection.NONE);
    assertThat(DataDirection.of(NvmOpcode.WRITE, 0)).isEqualTo(DataDirection.HOST_TO_CONTROLLER);
    assertThat(DataDirection.of(NvmOpcode.READ, 1)).isEqualTo(DataDirection.CONTROLLER_TO_HOST);
    assertThat(DataDirection.of(AdminOpcode.IDENTIFY, 0))
        .isEqualTo(DataDirection.CONTROLLER_TO_HOST);
    assertThat(DataDirection.of(0xC3, 0)).isEqualTo(DataDirection.BIDIRECTIONAL);
  }

  @Test
  void theDirectionOfAFabricsCommandComesFromItsType() {
    assertThat(DataDirection.of(0x7F, FabricsCommandType.CONNECT))
        .isEqualTo(DataDirection.HOST_TO_CONTROLLER);
    assertThat(DataDirection.of(0x7F, FabricsCommandType.PROPERTY_GET))
        .isEqualTo(DataDirection.NONE);
    assertThat(DataDirection.of(0x7F, FabricsCommandType.AUTHENTICATION_RECEIVE))
        .isEqualTo(DataDirection.CONTROLLER_TO_HOST);
    assertThat(DataDirection.of(0x7F, FabricsCommandType.DISCONNECT)).isEqualTo(DataDirection.NONE);
  }

  @Test
  void bidirectionalMovesBothWays() {
    assertThat(DataDirection.BIDIRECTIONAL.toHost()).isTrue();
    assertThat(DataDirection.BIDIRECTIONAL.toController()).isTrue();
    assertThat(DataDirection.HOST_TO_CONTROLLER.toHost()).isFalse();
    assertThat(DataDirection.CONTROLLER_TO_HOST.toController()).isFalse();
  }
}
