package io.jacquard.nvme.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories as sysfs has them, and this machine's own disk. */
class BlockLimitsTest {
  @TempDir Path directory;

  private Path disk(Map<String, String> queue) throws IOException {
    Path disk = directory.resolve("vda");
    Files.createDirectories(disk.resolve("queue"));
    for (Map.Entry<String, String> value : queue.entrySet()) {
      Files.writeString(disk.resolve("queue").resolve(value.getKey()), value.getValue() + "\n");
    }
    return disk;
  }

  @Test
  void everyLimitIsRead() throws Exception {
    Path disk =
        disk(
            Map.of(
                "logical_block_size", "4096",
                "physical_block_size", "16384",
                "minimum_io_size", "32768",
                "optimal_io_size", "65536",
                "discard_granularity", "8192",
                "discard_max_bytes", "8589934592",
                "write_cache", "write back",
                "zoned", "host-managed",
                "io_poll", "1"));
    Files.writeString(disk.resolve("ro"), "1\n");
    assertThat(BlockLimits.of(disk))
        .isEqualTo(
            new BlockLimits(4096, 16384, 32768, 65536, 8192, 8L << 30, true, true, true, true));
  }

  @Test
  void whatTheKernelDoesNotTellIsNotThere() throws Exception {
    assertThat(BlockLimits.of(disk(Map.of("zoned", "none", "write_cache", "write through"))))
        .isEqualTo(new BlockLimits(512, 0, 0, 0, 0, 0, false, false, false, false));
  }

  @Test
  void aPartitionHasTheLimitsOfItsDisk() throws Exception {
    Path partition = disk(Map.of("logical_block_size", "4096")).resolve("vda1");
    Files.createDirectories(partition);
    Files.writeString(partition.resolve("partition"), "1\n");
    Files.writeString(partition.resolve("ro"), "1\n");
    BlockLimits limits = BlockLimits.of(partition);
    assertThat(limits.logicalBlock()).isEqualTo(4096);
    assertThat(limits.readOnly()).isTrue();
  }

  @Test
  void aValueThatIsNoNumberIsNamed() throws Exception {
    Path disk = disk(Map.of("logical_block_size", "many"));
    assertThatThrownBy(() -> BlockLimits.of(disk))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("logical_block_size", "'many'");
  }

  @Test
  void aDeviceThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> BlockLimits.of(4000, 4000)).isInstanceOf(IOException.class);
  }
}
