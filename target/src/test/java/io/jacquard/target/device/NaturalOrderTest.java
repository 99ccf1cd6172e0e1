package io.jacquard.target.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
  @Test
  void numbersWithinNamesAreInNumericOrder() {
    List<String> names =
        List.of("nvme10n1", "nvme2n10", "nvme2n9", "dm-1", "nvme2", "dm-10", "dm-2", "a");
    assertThat(names.stream().sorted(NaturalOrder.INSTANCE).toList())
        .containsExactly("a", "dm-1", "dm-2", "dm-10", "nvme2", "nvme2n9", "nvme2n10", "nvme10n1");
  }

  @Test
  void itIsAnOrder() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      String a = name(random);
      String b = name(random);
      String c = name(random);
      NaturalOrder order = NaturalOrder.INSTANCE;
      assertThat(Integer.signum(order.compare(a, b)))
          .as("%s %s", a, b)
          .isEqualTo(-Integer.signum(order.compare(b, a)));
      if (order.compare(a, b) <= 0 && order.compare(b, c) <= 0) {
        assertThat(order.compare(a, c)).as("%s %s %s", a, b, c).isLessThanOrEqualTo(0);
      }
    }
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    int length = random.nextInt(6);
    for (int i = 0; i < length; i++) {
      name.append("ab019".charAt(random.nextInt(5)));
    }
    return name.toString();
  }
}
