package io.jacquard.lab.vm.pair;

import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Kernel and Jacquard, as target and as initiator, over RDMA and TCP between two machines, which
 * are booted once for all of it.
 */
@Tag("pair")
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class PairTest {

  @RegisterExtension static final PairOfMachines pair = new PairOfMachines();

  @Nested
  @Order(1)
  class Combinations extends CombinationTests {
    Combinations() {
      super(pair);
    }
  }

  @Nested
  @Order(2)
  class Refusals extends RefusalTests {
    Refusals() {
      super(pair);
    }
  }

  @Nested
  @Order(3)
  class Rounds extends RoundsTests {
    Rounds() {
      super(pair);
    }
  }

  @Nested
  @Order(4)
  class Recovery extends RecoveryTests {
    Recovery() {
      super(pair);
    }
  }
}
