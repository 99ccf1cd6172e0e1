package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Linux kernel's host writes to our target comes back: raw and through file systems. */
@Tag("vm")
class LinuxHostDataTest {

  private static final String ONE = "nqn.2026-01.io.jacquard:data";
  private static final Duration LIMIT = Duration.ofSeconds(240);
  private static final int SMALL_BLOCKS = 1;
  private static final int LARGE_BLOCKS = 2;

  @RegisterExtension
  static final InteropLab lab = new InteropLab("host-data", LinuxHostDataTest::configuration);

  private static String configuration(InteropLab lab) {
    return """
    subsystems:
      - nqn: %s
        allow-any-host: true
        namespaces:
          - nsid: 1
            uri: file:small.img?size=512M&block=512
          - nsid: 2
            uri: file:large.img?size=512M&block=4096
    ports:
      - id: 1
        address: tcp://127.0.0.1:%d
    """
        .formatted(ONE, lab.port());
  }

  @AfterEach
  void disconnectFromAll() {
    lab.linux("nvme disconnect-all\nawait 60 has_no_controller " + ONE, LIMIT);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 4k,   randwrite, --data-digest",
    "2, 4k,   randrw,    ''",
    "2, 16k,  randrw,    --hdr-digest --data-digest",
    "1, 64k,  randwrite, --hdr-digest",
    "1, 256k, write,     ''",
    "2, 1m,   randwrite, --data-digest"
  })
  void fioVerifiesWhatItWrote(int nsid, String blockSize, String order, String options) {
    lab.linux(
        """
        nvme connect %s -n %s -i 2 %s
        await 60 has_disk %2$s %4$d
        verify $(disk %2$s %4$d) bs=%5$s rw=%6$s size=96m time_based runtime=10
        """
            .formatted(lab.at(), ONE, options, nsid, blockSize, order),
        LIMIT);
  }

  @Test
  void anExt4FileSystemKeepsATreeAndGivesSpaceBack() throws Exception {
    mountAndFill("mkfs.ext4 -q", LARGE_BLOCKS);
    long full = allocated("large.img");

    removeAndTrim(LARGE_BLOCKS);
    long trimmed = allocated("large.img");
    lab.linux("fsck.ext4 -f -n $(disk " + ONE + " 2)", LIMIT);

    assertThat(full - trimmed).as("bytes given back by fstrim").isGreaterThan(20L << 20);
  }

  @Test
  void anXfsFileSystemKeepsATreeAndGivesSpaceBack() throws Exception {
    mountAndFill("mkfs.xfs -q -f", SMALL_BLOCKS);
    long full = allocated("small.img");

    removeAndTrim(SMALL_BLOCKS);
    long trimmed = allocated("small.img");
    lab.linux("xfs_repair -n $(disk " + ONE + " 1)", LIMIT);

    assertThat(full - trimmed).as("bytes given back by fstrim").isGreaterThan(20L << 20);
  }

  /** Makes a file system, copies a tree, and reads it after the page cache was dropped. */
  private static void mountAndFill(String mkfs, int nsid) {
    lab.linux(
        """
        nvme connect %1$s -n %2$s
        await 60 has_disk %2$s %3$d
        disk=$(disk %2$s %3$d)
        %4$s $disk
        mount $disk /mnt
        cp -a /usr/bin /mnt/tree
        umount /mnt
        echo 3 > /proc/sys/vm/drop_caches
        mount $disk /mnt
        diff --recursive --no-dereference /usr/bin /mnt/tree
        """
            .formatted(lab.at(), ONE, nsid, mkfs),
        LIMIT);
  }

  /** Removes the tree and trims; XFS frees space in the background unless it is unmounted. */
  private static void removeAndTrim(int nsid) {
    lab.linux(
        """
        rm -r /mnt/tree
        umount /mnt
        mount $(disk %s %d) /mnt
        fstrim --verbose /mnt
        umount /mnt
        """
            .formatted(ONE, nsid),
        LIMIT);
  }

  /** Bytes that a namespace's file takes on the disk. */
  private static long allocated(String name) throws IOException, InterruptedException {
    Path file = lab.target().directory().resolve(name);
    Process stat = new ProcessBuilder("stat", "--format=%b %B", file.toString()).start();
    String printed = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(stat.waitFor()).isZero();
    String[] words = printed.strip().split(" ", -1);
    return Long.parseLong(words[0]) * Long.parseLong(words[1]);
  }

  @Test
  void discardedAndZeroedBlocksReadAsZeros() {
    lab.linux(
        """
        nvme connect %1$s -n %2$s
        await 60 has_disk %2$s 2
        disk=$(disk %2$s 2)
        for how in --force "--force --zeroout"; do
          head -c 8M /dev/urandom | dd of=$disk bs=1M oflag=direct iflag=fullblock status=none
          blkdiscard $how --offset 1M --length 4M $disk
          echo 3 > /proc/sys/vm/drop_caches
          cmp --ignore-initial=1048576:0 --bytes=4M $disk /dev/zero
          if cmp --silent --bytes=1M $disk /dev/zero; then fail "too much was discarded"; fi
        done
        """
            .formatted(lab.at(), ONE),
        LIMIT);
  }
}
