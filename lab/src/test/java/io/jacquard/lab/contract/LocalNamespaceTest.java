package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.namespace.AccessPath;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract, for every local kind of namespace in every shape. */
class LocalNamespaceTest {

  @Nested
  class MemoryWithSmallBlocks extends ResizeContract {
    @Override
    String uri() {
      return "mem:5G";
    }
  }

  @Nested
  class MemoryWithLargeBlocks extends ResizeContract {
    @Override
    String uri() {
      return "mem:5G?block=4096";
    }
  }

  /** Images of 5 GiB; the options say by which engine, and whether past the page cache. */
  abstract static class FileContract extends ResizeContract {
    abstract String options();

    @Override
    String uri() {
      return "file:" + directory.resolve("image") + "?size=5G&" + options();
    }

    @Test
    void saysHowItIsReached() {
      AccessPath access = namespace.access();
      assertThat(access.backEnd()).isEqualTo("linux");
      assertThat(options()).contains("async=" + access.async());
      assertThat(namespace.description())
          .contains(options().contains("direct=on") ? "direct I/O" : "buffered I/O")
          .contains(access.async());
    }
  }

  @Nested
  class BufferedFileByRing extends FileContract {
    @Override
    String options() {
      return "direct=off&async=io_uring&block=4096&threads=2";
    }
  }

  @Nested
  class DirectFileByRing extends FileContract {
    @Override
    String options() {
      return "direct=on&async=io_uring";
    }
  }

  @Nested
  class DirectFileByRingWithRegisteredFile extends FileContract {
    @Override
    String options() {
      return "direct=on&async=io_uring&block=4096&register_files=on&register_buffers=on&threads=1";
    }
  }

  @Nested
  class DirectFileByPolledRing extends FileContract {
    @Override
    String options() {
      return "direct=on&async=io_uring&poll_sq&register_files=off&register_buffers=off";
    }
  }

  @Nested
  class DirectFileByAio extends FileContract {
    @Override
    String options() {
      return "direct=on&async=libaio";
    }
  }

  @Nested
  class BufferedFileOnThreads extends FileContract {
    @Override
    String options() {
      return "direct=off&async=thrpool";
    }
  }

  @Nested
  class DirectFileOnThreads extends FileContract {
    @Override
    String options() {
      return "direct=on&async=thrpool&block=4096&threads=1";
    }
  }

  @Nested
  class BufferedFileOnTheLoop extends FileContract {
    @Override
    String options() {
      return "direct=off&async=emu";
    }
  }
}
