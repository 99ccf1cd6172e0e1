package io.jacquard.nvme.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AuthenticationReceive;
import io.jacquard.nvme.command.AuthenticationSend;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.CopySourceRange;
import io.jacquard.nvme.command.DatasetRange;
import io.jacquard.nvme.command.Disconnect;
import io.jacquard.nvme.command.PropertyGet;
import io.jacquard.nvme.command.PropertySet;
import io.jacquard.nvme.feature.Timestamp;
import io.jacquard.nvme.identify.IoCommandSetVectors;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identify.NvmSetList;
import io.jacquard.nvme.log.AnaGroup;
import io.jacquard.nvme.log.AnaLog;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneReport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

  static Stream<Arguments> layouts() {
    return Stream.of(
        Arguments.of(Sqe.LAYOUT, 64),
        Arguments.of(Cqe.LAYOUT, 16),
        Arguments.of(Sgl.LAYOUT, 16),
        Arguments.of(Sgl.KEYED_LAYOUT, 16),
        Arguments.of(Connect.LAYOUT, 64),
        Arguments.of(ConnectData.LAYOUT, 1024),
        Arguments.of(PropertyGet.LAYOUT, 64),
        Arguments.of(PropertySet.LAYOUT, 64),
        Arguments.of(Disconnect.LAYOUT, 64),
        Arguments.of(AuthenticationSend.LAYOUT, 64),
        Arguments.of(AuthenticationReceive.LAYOUT, 64),
        Arguments.of(NamespaceIdList.LAYOUT, 4096),
        Arguments.of(IoCommandSetVectors.LAYOUT, 4096),
        Arguments.of(NvmSetList.LAYOUT, 4096),
        Arguments.of(NamespaceDescriptors.HEADER, 4),
        Arguments.of(AnaLog.HEADER, 16),
        Arguments.of(AnaGroup.HEADER, 32),
        Arguments.of(DatasetRange.LAYOUT, 16),
        Arguments.of(CopySourceRange.LAYOUT, 32),
        Arguments.of(Timestamp.LAYOUT, 8),
        Arguments.of(ZoneDescriptor.LAYOUT, 64),
        Arguments.of(ZoneReport.HEADER, 64));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void theFieldsOfEachStructureAddUpToItsSize(Layout layout, int size) {
    assertThat(layout.size()).isEqualTo(size);
    int end = 0;
    for (Layout.Field field : layout.fields()) {
      assertThat(field.offset()).as("%s", field).isEqualTo(end);
      assertThat(field.structure()).isEqualTo(layout.name());
      end = field.end();
    }
    assertThat(end).isEqualTo(size);
    assertThat(layout.fieldAt(size)).isEmpty();
    assertThat(layout.fieldAt(-1)).isEmpty();
  }
}
