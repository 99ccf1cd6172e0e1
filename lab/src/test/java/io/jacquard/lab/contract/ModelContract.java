package io.jacquard.lab.contract;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is required of a namespace: random commands in the end. */
abstract class ModelContract extends ConcurrencyContract {
  private static final int COMMANDS = 1500;

  @ParameterizedTest
  @ValueSource(longs = {1, 20261120})
  void behavesAsAnArrayOfBlocks(long seed) throws Exception {
    try (QueueUser other = new QueueUser(namespace, 4)) {
      new ArrayModel(this, seed).run(rounds(COMMANDS), user, other);
    }
  }
}
