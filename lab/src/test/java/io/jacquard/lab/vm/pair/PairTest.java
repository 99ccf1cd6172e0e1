package io.jacquard.lab.vm.pair;

import io.jacquard.lab.pair.demo.Side;
import java.io.IOException;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Kernel and Jacquard, as target and as initiator, over RDMA and TCP between two machines, which
 * are booted once for all of it.
 */
@Tag("vm")
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class PairTest {

  @RegisterExtension static final PairOfMachines pair = new PairOfMachines();

  @Nested
  @Order(1)
  class KernelsTarget extends UseTests {
    KernelsTarget() {
      super(pair, Side.KERNEL);
    }
  }

  @Nested
  @Order(2)
  class RecoveryFromKernelsTarget extends RecoveryTests {
    RecoveryFromKernelsTarget() {
      super(pair, Side.KERNEL);
    }
  }

  @Nested
  @Order(3)
  class JacquardsTarget extends UseTests {
    JacquardsTarget() {
      super(pair, Side.JACQUARD);
    }

    @Test
    @Order(LAST)
    @Override
    void theKernelsHostLeavesNothingAfterManyConnections() throws IOException {
      super.theKernelsHostLeavesNothingAfterManyConnections();
    }
  }

  @Nested
  @Order(4)
  class RecoveryFromJacquardsTarget extends RecoveryTests {
    RecoveryFromJacquardsTarget() {
      super(pair, Side.JACQUARD);
    }

    @Test
    @Order(KILLED)
    @Override
    void theyGoOnWhenTheTargetWasKilled() throws IOException {
      super.theyGoOnWhenTheTargetWasKilled();
    }
  }
}
