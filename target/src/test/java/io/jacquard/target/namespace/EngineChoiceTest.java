package io.jacquard.target.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.engine.LoopRing;
import io.jacquard.target.engine.RingKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which engine a file gets, on kernels that can more or less. */
class EngineChoiceTest {
  private static final String SWITCHED_OFF = "io_uring is switched off: switch it on";
  private static final String USED_UP = "fs.aio-max-nr is used up: raise it";

  @TempDir Path directory;

  /** A kernel without some of what this one has. */
  private static final class Less extends KernelSupport {
    private final Optional<String> ring;
    private final Optional<String> aio;
    private final Optional<String> buffers;

    Less(String ring, String aio, String buffers) {
      this.ring = Optional.ofNullable(ring);
      this.aio = Optional.ofNullable(aio);
      this.buffers = Optional.ofNullable(buffers);
    }

    @Override
    Optional<String> noRing(RingKind kind) {
      return ring;
    }

    @Override
    Optional<String> noAio() {
      return aio;
    }

    @Override
    Optional<String> noRegisteredBuffers(RingKind kind) {
      return buffers;
    }
  }

  private NamespaceUri uri(String options) {
    return NamespaceUri.parse("file:" + directory.resolve("image") + "?size=1M" + options);
  }

  private AccessPath open(KernelSupport kernel, String options) throws IOException {
    try (Namespace namespace = new FileProvider(kernel).open(uri(options))) {
      assertThat(namespace.description()).endsWith(" by " + namespace.access().async());
      return namespace.access();
    }
  }

  @Test
  void theBestIsTakenIfNothingIsChosen() throws Exception {
    assertThat(open(new KernelSupport(), "&direct=on"))
        .isEqualTo(new AccessPath("linux", "io_uring", "psync", "file"));
    assertThat(open(new KernelSupport(), "&direct=off").async()).isEqualTo("io_uring");
  }

  @Test
  void withoutARingDirectIoGoesByAioAndSaysWhy() throws Exception {
    AccessPath path = open(new Less(SWITCHED_OFF, null, null), "&direct=on");
    assertThat(path.async()).isEqualTo("libaio");
    assertThat(path.notes()).containsExactly("not io_uring: " + SWITCHED_OFF);
  }

  @Test
  void withoutEitherItGoesByThreadsAndSaysWhy() throws Exception {
    AccessPath path = open(new Less(SWITCHED_OFF, USED_UP, null), "&direct=on");
    assertThat(path.async()).isEqualTo("thrpool");
    assertThat(path.notes())
        .containsExactly("not io_uring: " + SWITCHED_OFF, "not libaio: " + USED_UP);
  }

  @Test
  void bufferedIoGoesByThreadsWithoutARing() throws Exception {
    AccessPath path = open(new Less(SWITCHED_OFF, null, null), "&direct=off");
    assertThat(path.async()).isEqualTo("thrpool");
    assertThat(path.notes())
        .containsExactly(
            "buffered I/O as asked for",
            "not io_uring: " + SWITCHED_OFF,
            "not libaio: it works with direct I/O only, and this is buffered I/O as asked for");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "&direct=on&async=io_uring     | async=io_uring is not possible: io_uring is switched off",
        "&direct=on&async=libaio       | async=libaio is not possible: fs.aio-max-nr is used up",
        "&direct=off&async=libaio      | async=libaio is not possible: it works with direct I/O only",
        "&direct=on&poll_sq            | io_uring is not possible: io_uring is switched off",
        "&direct=on&register_files=on  | io_uring is not possible: io_uring is switched off",
        "&direct=off&poll_io           | poll_io is not possible: it works with direct I/O only",
      })
  void whatWasAskedForAndCannotBeIsAnErrorThatSaysWhy(String options, String why) {
    assertThatThrownBy(() -> open(new Less(SWITCHED_OFF, USED_UP, null), options))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  @Test
  void buffersThatMustBeRegisteredAndCannotAreAnError() {
    assertThatThrownBy(() -> open(new Less(null, null, "raise 'ulimit -l'"), "&register_buffers"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("register_buffers is not possible: raise 'ulimit -l'");
  }

  @Test
  void aRingThatWasAskedForIsNotReplacedByThreadsWhenALoopHasNone() throws Exception {
    for (String options : List.of("&poll_sq", "&register_files=on", "&async=io_uring")) {
      try (Namespace asked = new FileProvider().open(uri(options))) {
        assertThatThrownBy(() -> asked.open(withoutDescriptors(), 4))
            .as(options)
            .isInstanceOf(UncheckedIOException.class)
            .hasRootCauseMessage("no descriptors");
      }
    }
    try (Namespace open = new FileProvider().open(uri(""))) {
      open.open(withoutDescriptors(), 4).close();
    }
  }

  @Test
  void aFileThatMustBeRegisteredAndIsNotIsAnError() throws Exception {
    ManualLoop loop = new ManualLoop();
    RingKind kind = new RingKind(false, false, false, true, true);
    LoopRing ring = LoopRing.join(loop, kind);
    int user = ring.add(new NobodyOfTheRing());
    try (Namespace asked = new FileProvider().open(uri("&register_files=on"))) {
      fill(ring);
      assertThatThrownBy(() -> asked.open(loop, 4))
          .isInstanceOf(UncheckedIOException.class)
          .hasRootCauseMessage(
              "the file is not registered: the kernel refused it, or its table is full");
    }
    try (Namespace open = new FileProvider().open(uri(""))) {
      open.open(loop, 4).close();
      assertThat(open.access().notes()).anyMatch(note -> note.contains("is not registered"));
    }
    ring.leave(user);
  }

  private void fill(LoopRing ring) throws IOException {
    try (LinuxFile file = LinuxFile.open(directory.resolve("image"), LinuxFile.O_RDONLY, 0)) {
      int place = 0;
      while (place >= 0) {
        place = ring.putFile(file.fd());
      }
    }
  }

  /** Keeps a ring open. */
  private static final class NobodyOfTheRing implements LoopRing.User {
    @Override
    public void completed(int tag, int result, long extra) {
      throw new AssertionError("nothing was begun");
    }

    @Override
    public void room() {}
  }

  /** A loop that has no descriptor left for the event that a ring needs. */
  private static Loop withoutDescriptors() {
    ManualLoop loop = new ManualLoop();
    return (Loop)
        Proxy.newProxyInstance(
            Loop.class.getClassLoader(),
            new Class<?>[] {Loop.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("watch")) {
                throw new IOException("no descriptors");
              }
              return method.invoke(loop, arguments);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "&be=pci                        | be=pci is not possible for a file or block device",
        "&sync=nvme                     | sync=nvme is not possible for a file or block device",
        "&admin=nvme                    | write file or block",
        "&admin=block                   | this is file; leave it out",
        "&async=io_uring_cmd            | is for generic NVMe devices (/dev/ngXnY): write io_uring, libaio, thrpool or emu",
        "&async=uring                   | async=uring is not known",
        "&async=thrpool&poll_sq         | are for async=io_uring, not thrpool",
        "&async=libaio&register_buffers | are for async=io_uring, not libaio",
        "&poll=maybe                    | write one of io, sq, off",
        "&register_files=maybe          | write auto, on or off",
      })
  void whatIsNotForFilesIsNamedWithWhatIs(String options, String advice) {
    assertThatThrownBy(() -> open(new KernelSupport(), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(advice);
  }

  @Test
  void thisKernelSaysTheTruth() {
    KernelSupport kernel = new KernelSupport();
    RingKind kind = new RingKind(false, false, false, true, true);
    assertThat(kernel.noRing(kind)).isEmpty();
    assertThat(kernel.noRegisteredBuffers(kind)).isEmpty();
    assertThat(kernel.noAio()).isEmpty();
  }
}
