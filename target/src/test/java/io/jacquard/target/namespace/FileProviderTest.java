package io.jacquard.target.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileProviderTest {
  private static final long GIB = 1L << 30;

  @TempDir Path directory;

  private Namespace open(String name, String options) throws IOException {
    return new FileProvider().open(NamespaceUri.parse("file:" + directory.resolve(name) + options));
  }

  private Path existing(String name, long size) throws IOException {
    Path path = directory.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(size);
    }
    return path;
  }

  @Test
  void aPlainPathThatDoesNotExistBecomesASparseGibibyte() throws Exception {
    Path path = directory.resolve("disk.img");
    try (Namespace namespace = new FileProvider().open(NamespaceUri.parse(path.toString()))) {
      assertThat(namespace.geometry().bytes()).isEqualTo(GIB);
      assertThat(namespace.geometry().blockSize()).isEqualTo(512);
      assertThat(namespace.geometry().volatileWriteCache()).isTrue();
      assertThat(namespace.capabilities())
          .containsExactlyInAnyOrderElementsOf(
              EnumSet.complementOf(EnumSet.of(Capability.PASSTHROUGH)));
      assertThat(Files.size(path)).isEqualTo(GIB);
      assertThat(namespace.description()).contains("disk.img", "I/O");
    }
  }

  @Test
  void anExistingImageIsTakenAsItIsAndGrownIfALargerSizeIsGiven() throws Exception {
    Path path = existing("disk.img", 64 << 20);
    try (Namespace namespace = open("disk.img", "")) {
      assertThat(namespace.geometry().bytes()).isEqualTo(64 << 20);
    }
    try (Namespace namespace = open("disk.img", "?size=65M&create")) {
      assertThat(namespace.geometry().bytes()).isEqualTo(65 << 20);
      assertThat(Files.size(path)).isEqualTo(65 << 20);
    }
    assertThatThrownBy(() -> open("disk.img", "?size=1M"))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("disk.img", "65 MiB", "nothing is cut off");
    assertThat(Files.size(path)).isEqualTo(65 << 20);
  }

  @Test
  void theEndThatIsNoWholeBlockIsLeftOut() throws Exception {
    existing("odd.img", (1 << 20) + 1000);
    try (Namespace namespace = open("odd.img", "?block=4096")) {
      assertThat(namespace.geometry().blocks()).isEqualTo(256);
    }
  }

  @Test
  void anImageThatIsExportedCannotBeExportedAgain() throws Exception {
    String me = Long.toString(ProcessHandle.current().pid());
    Namespace first = open("disk.img", "?size=1M");
    assertThatThrownBy(() -> open("disk.img", ""))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("disk.img", "in use by process " + me, "one target only");
    assertThatThrownBy(() -> open("disk.img", "?readonly")).hasMessageContaining("in use");
    first.close();
    try (Namespace reader = open("disk.img", "?readonly");
        Namespace another = open("disk.img", "?readonly")) {
      assertThat(reader.geometry()).isEqualTo(another.geometry());
      assertThatThrownBy(() -> open("disk.img", "")).hasMessageContaining("in use");
    }
    open("disk.img", "").close();
  }

  @Test
  void aReadOnlyNamespaceSaysSoAndCannotChange() throws Exception {
    existing("disk.img", 1 << 20);
    try (Namespace namespace = open("disk.img", "?readonly")) {
      assertThat(namespace.geometry().readOnly()).isTrue();
      assertThat(namespace.capabilities())
          .containsExactlyInAnyOrder(Capability.COMPARE, Capability.VERIFY);
      assertThatThrownBy(() -> namespace.resize(2 << 20))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?readonly            | a read-only image must exist",
        "/below?size=1M       | create the directory first",
      })
  void whatCannotBeOpenedSaysWhatToDo(String options, String advice) {
    assertThatThrownBy(() -> open("missing", options))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("missing", advice);
  }

  @Test
  void directoriesDevicesAndEmptyFilesAreNoImages() throws Exception {
    existing("empty", 0);
    assertThatThrownBy(() -> open("", "")).hasMessageContaining("directory");
    assertThatThrownBy(() -> open("", "?readonly")).hasMessageContaining("name a file in it");
    assertThatThrownBy(() -> open("empty", "")).hasMessageContainingAll("empty", "?size=10G");
    assertThatThrownBy(() -> new FileProvider().open(NamespaceUri.parse("/dev/null")))
        .hasMessageContaining("neither a file nor a block device");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?size=abc        | 'abc' is not a size",
        "?size=1000       | not a multiple of the block size 512",
        "?size=0          | not a multiple of the block size 512",
        "?block=1024      | write 512 or 4096",
        "?direct=maybe    | write auto, on or off",
        "?threads=0       | write a number from 1 to 64",
        "?threads=65      | write a number from 1 to 64",
        "?threads=x       | write a number from 1 to 64",
        "?readonly=maybe  | write true or false",
        "?readonly&create | exclude each other",
        "?sice=1G         | unknown option 'sice'",
      })
  void aWrongOptionIsNamedWithWhatWouldBeRight(String options, String advice) {
    assertThatThrownBy(() -> open("disk.img", options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(advice);
    assertThat(directory.resolve("disk.img")).doesNotExist();
  }

  @Test
  void directIoIsRefusedWhereTheFileSystemCannot() throws Exception {
    // A proc file is the one place on every Linux that never takes O_DIRECT.
    NamespaceUri uri = NamespaceUri.parse("file:/proc/self/status?readonly&direct=on");
    assertThatThrownBy(() -> new FileProvider().open(uri)).isInstanceOf(IOException.class);
  }

  @Test
  void memorySizesAreCheckedToo() throws Exception {
    MemoryProvider memory = new MemoryProvider();
    try (Namespace namespace = memory.open(NamespaceUri.parse("mem:64M?block=4096"))) {
      assertThat(namespace.geometry().blocks()).isEqualTo(16384);
      assertThat(namespace.geometry().volatileWriteCache()).isFalse();
      assertThat(namespace.description()).isEqualTo("memory");
    }
    assertThatThrownBy(() -> memory.open(NamespaceUri.parse("mem:64X")))
        .hasMessageContaining("'64X' is not a size");
    assertThatThrownBy(() -> memory.open(NamespaceUri.parse("mem:1000")))
        .hasMessageContaining("the nearest size is 512");
    assertThatThrownBy(() -> memory.open(NamespaceUri.parse("mem:1M?direct=on")))
        .hasMessageContaining("known for mem: block");
  }

  @Test
  void aDeviceThatIsNotThereIsNotMadeAFile() {
    for (String uri : List.of("/dev/nothing", "/dev/../dev/nothing?size=1M&create")) {
      assertThatThrownBy(() -> new FileProvider().open(NamespaceUri.parse(uri)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no device")
          .hasMessageContaining("jacquard enum");
      assertThat(Path.of("/dev/nothing")).doesNotExist();
    }
  }
}
