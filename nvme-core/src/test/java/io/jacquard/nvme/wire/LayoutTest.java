package io.jacquard.nvme.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void aGapIsRefused() {
    Layout.Builder layout = Layout.of("gap", 8).field("A", 0, 4).field("B", 5, 3);
    assertThatThrownBy(layout::build).hasMessageContaining("gap").hasMessageContaining("B");
  }

  @Test
  void anOverlapIsRefused() {
    Layout.Builder layout = Layout.of("overlap", 8).field("A", 0, 4).field("B", 3, 5);
    assertThatThrownBy(layout::build).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fieldsThatDoNotAddUpToTheSizeAreRefused() {
    assertThatThrownBy(() -> Layout.of("short", 8).field("A", 0, 4).build())
        .hasMessageContaining("short");
    assertThatThrownBy(() -> Layout.of("empty field", 4).field("A", 0, 4).field("B", 4, 0).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fieldsAndReservedBytesThatCoverTheStructureAreAccepted() {
    Layout layout = Layout.of("whole", 12).fields("A", 0, 2, 3).reserved(6, 6).build();
    assertThat(layout.fields()).hasSize(4);
    assertThat(layout.fields().getLast().reserved()).isTrue();
  }

  @Test
  void queueEntriesAndDescriptorsAreCovered() {
    assertThat(Sqe.LAYOUT.size()).isEqualTo(64);
    assertThat(Cqe.LAYOUT.size()).isEqualTo(16);
    assertThat(Sgl.LAYOUT.size()).isEqualTo(16);
    assertThat(Sgl.KEYED_LAYOUT.size()).isEqualTo(16);
  }
}
