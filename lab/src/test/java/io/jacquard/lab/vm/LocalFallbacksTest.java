package io.jacquard.lab.vm;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a kernel that forbids io_uring leaves, and persistent memory with and without compiler. */
@Tag("vm")
class LocalFallbacksTest {
  private static final Duration LIMIT = Duration.ofSeconds(500);
  private static final Duration SOON = Duration.ofSeconds(120);
  private static final String PMEM = "pmem:/mnt/pmem/image?size=32M&create";

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "fallbacks",
          machine ->
              machine
                  .withJacquard()
                  .memoryAsPmem(96)
                  .sparseDisk("files", 256 << 20)
                  .modules("nd_e820", "nd_pmem", "ext4"));

  @BeforeAll
  static void makeFileSystems() {
    guest
        .get()
        .succeed(
            """
            disk=/dev/$(basename $(dirname $(grep -l '^files' /sys/block/vd*/serial)))
            mkdir -p /mnt/pmem /mnt/files
            mkfs.ext4 -q -b 4096 /dev/pmem0
            mount -o dax /dev/pmem0 /mnt/pmem
            mkfs.ext4 -q $disk
            mount $disk /mnt/files
            """,
            SOON);
  }

  @TestFactory
  Stream<DynamicNode> withoutTheOptimisingCompilerAndWithoutIoUring() {
    return new GuestTests(guest.get())
        .select("pmem", "io.jacquard.lab.contract.PmemInGuest", Map.of("jacquard.uri", PMEM))
        .select(
            "no io_uring",
            "io.jacquard.lab.contract.ForbiddenRingInGuest",
            Map.of("jacquard.directory", "/mnt/files"))
        .run(LIMIT);
  }

  @Test
  void withTheOptimisingCompilerCacheLinesAreWrittenBackByJava() {
    guest
        .get()
        .succeed(
            """
            head -c 1048576 /dev/urandom > /run/written
            JAVA_OPTS=-XX:TieredStopAtLevel=4 jacquard write \
              'pmem:/mnt/pmem/compiled?size=8M&create' \
              --start-block 100 --data /run/written --force-unit-access
            dd if=/mnt/pmem/compiled bs=512 skip=100 count=2048 status=none | cmp - /run/written
            """,
            LIMIT);
  }
}
