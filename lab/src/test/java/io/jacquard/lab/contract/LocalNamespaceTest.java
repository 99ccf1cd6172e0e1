package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract, for every local kind of namespace in every shape. */
class LocalNamespaceTest {

  @Nested
  class MemoryWithSmallBlocks extends ModelContract {
    @Override
    String uri() {
      return "mem:5G";
    }
  }

  @Nested
  class MemoryWithLargeBlocks extends ModelContract {
    @Override
    String uri() {
      return "mem:5G?block=4096";
    }
  }

  @Nested
  class BufferedFileWithSmallBlocks extends ModelContract {
    @Override
    String uri() {
      return "file:" + directory.resolve("image") + "?size=5G&direct=off";
    }

    @Test
    void saysThatItIsBuffered() {
      assertThat(namespace.description()).contains("buffered I/O");
    }
  }

  @Nested
  class BufferedFileWithLargeBlocks extends ModelContract {
    @Override
    String uri() {
      return "file:" + directory.resolve("image") + "?size=5G&direct=off&block=4096&threads=2";
    }
  }

  @Nested
  class DirectFileWithSmallBlocks extends ModelContract {
    @Override
    String uri() {
      return "file:" + directory.resolve("image") + "?size=5G&direct=on";
    }

    @Test
    void saysThatItIsDirect() {
      assertThat(namespace.description()).contains("direct I/O");
    }
  }

  @Nested
  class DirectFileWithLargeBlocks extends ModelContract {
    @Override
    String uri() {
      return "file:" + directory.resolve("image") + "?size=5G&direct=on&block=4096&threads=1";
    }
  }
}
