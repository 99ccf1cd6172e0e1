package io.jacquard.initiator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identify.NamespaceIdList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActiveNamespaceIdsTest {
  private final ActiveNamespaceIds ids = new ActiveNamespaceIds();

  private static NamespaceIdList full(int first) {
    return new NamespaceIdList(
        IntStream.range(first, first + NamespaceIdList.MAX_ENTRIES).boxed().toList());
  }

  @Test
  void aFullListMeansThatThereMayBeMore() throws Exception {
    assertThat(ids.add(full(1))).isTrue();
    assertThat(ids.last()).isEqualTo(1024);
    assertThat(ids.add(new NamespaceIdList(List.of(2000, -2)))).isFalse();
    assertThat(ids.all()).hasSize(1026).endsWith(2000, -2);
  }

  @Test
  void listsThatDoNotAscendAreRefused() throws Exception {
    assertThatThrownBy(() -> ids.add(new NamespaceIdList(List.of(3, 2))))
        .isInstanceOf(UnsuitableControllerException.class)
        .hasMessageContaining("ascending");
    assertThatThrownBy(() -> ids.add(full(1))).hasMessageContaining("ascending");
  }

  @Test
  void listsThatNeverEndAreRefused() throws Exception {
    int first = 1;
    while (ids.all().size() < ActiveNamespaceIds.MOST) {
      assertThat(ids.add(full(first))).isTrue();
      first += NamespaceIdList.MAX_ENTRIES;
    }
    int next = first;
    assertThatThrownBy(() -> ids.add(full(next)))
        .isInstanceOf(UnsuitableControllerException.class)
        .hasMessageContaining("65536");
  }
}
