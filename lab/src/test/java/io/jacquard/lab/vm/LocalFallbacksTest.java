package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

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
  private static final Duration LIMIT = Duration.ofSeconds(240);
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
  Stream<DynamicNode> persistentMemoryWithoutTheOptimisingCompiler() {
    return new GuestTests(guest.get())
        .select("pmem", "io.jacquard.lab.contract.PmemInGuest", Map.of("jacquard.uri", PMEM))
        .run(LIMIT);
  }

  @Test
  void withTheOptimisingCompilerCacheLinesAreWrittenBackByJava() {
    String info =
        guest
            .get()
            .succeed(
                """
                export JAVA_OPTS=-XX:TieredStopAtLevel=4
                uri='pmem:/mnt/pmem/compiled?size=8M&create'
                head -c 1048576 /dev/urandom > /run/written
                jacquard write "$uri" --start-block 100 --data /run/written --force-unit-access
                jacquard read "$uri" --start-block 100 --data-size 1048576 --data /run/read
                cmp /run/written /run/read
                dd if=/mnt/pmem/compiled bs=512 skip=100 count=2048 status=none | cmp - /run/written
                jacquard info "$uri" -o json
                """,
                LIMIT);
    assertThat(info).contains("\"be\" : \"pmem\"").contains("\"volatile_write_cache\" : false");
  }

  @Test
  void aFileWithoutDaxIsRefusedWithTheRemedy() {
    ScriptResult result =
        guest.get().run("jacquard info 'pmem:/mnt/files/f?size=8M&create' 2>&1", SOON);
    assertThat(result.status()).isNotZero();
    assertThat(result.output()).contains("MAP_SYNC", "-o dax");
  }

  @Test
  void withoutIoUringFilesGoByAioAndSayWhyAndADemandForItIsAnError() {
    guest.get().succeed("sysctl -q -w kernel.io_uring_disabled=2", SOON);
    try {
      String info = guest.get().succeed("jacquard info '/mnt/files/g?size=8M&create' 2>&1", SOON);
      assertThat(info).contains("libaio", "not io_uring", "kernel.io_uring_disabled=0");
      ScriptResult refused =
          guest.get().run("jacquard info '/mnt/files/g?async=io_uring' 2>&1", SOON);
      assertThat(refused.status()).isNotZero();
      assertThat(refused.output())
          .contains("async=io_uring is not possible", "kernel.io_uring_disabled=0");
    } finally {
      guest.get().succeed("sysctl -q -w kernel.io_uring_disabled=0", SOON);
    }
  }
}
