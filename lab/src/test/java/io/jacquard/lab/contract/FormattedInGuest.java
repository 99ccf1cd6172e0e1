package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A namespace whose commands are passed through and that is formatted meanwhile: the properties
 * {@code jacquard.uri} and {@code jacquard.controller} name it and its controller's node. QEMU's
 * LBA formats 0 and 4 have blocks of 512 and 4096 bytes.
 */
class FormattedInGuest {
  private static final int SMALL = 0;
  private static final int LARGE = 4;

  private static void format(int lbaf) throws Exception {
    String controller = System.getProperty("jacquard.controller");
    Process nvme =
        new ProcessBuilder("nvme", "format", controller, "-n", "1", "--lbaf=" + lbaf, "--force")
            .redirectErrorStream(true)
            .start();
    String said = new String(nvme.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(nvme.waitFor()).as(said).isZero();
  }

  /** Room for what a device moves that has larger blocks than the command was made for. */
  private static IoBuffer block() {
    return IoBuffer.wrap(IoBuffer.allocate(4096).segment().asSlice(0, 512));
  }

  private static void awaitStatus(QueueUser user, int code) throws Exception {
    int status;
    do {
      status = user.read(0, block(), 1);
    } while (Status.code(status) != code);
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void aNamespaceThatIsFormattedIsUsedNoMoreUntilItHasItsBlocksAgain() throws Exception {
    NamespaceUri uri = NamespaceUri.parse(System.getProperty("jacquard.uri"));
    try (Namespace namespace = NamespaceKinds.open(uri);
        QueueUser user = new QueueUser(namespace, 4)) {
      QueueUser.succeeded(user.read(0, block(), 1));

      format(LARGE);
      awaitStatus(user, Status.NAMESPACE_NOT_READY);
      assertThat(Status.dnr(user.write(8, block(), 1))).isTrue();
      assertThat(namespace.geometry().blockSize()).isEqualTo(512);

      format(SMALL);
      awaitStatus(user, Status.SUCCESS);
    }
  }

  @Test
  void aNamespaceThatIsInUseIsNotFormattedByUs() throws Exception {
    NamespaceUri node = NamespaceUri.parse(System.getProperty("jacquard.controller"));
    Sqe format = Sqe.allocate().opcode(AdminOpcode.FORMAT_NVM).nsid(1).cdw10(SMALL);
    try (ControllerAccess controller = NamespaceKinds.openController(node)) {
      NamespaceUri uri = NamespaceUri.parse(System.getProperty("jacquard.uri"));
      try (Namespace used = NamespaceKinds.open(uri)) {
        assertThatThrownBy(() -> controller.admin(format, IoBuffer.NONE, 0))
            .hasMessageContaining("is in use")
            .hasMessageContaining("stop what uses it before Format NVM");
        try (ControllerAccess own = used.controller().orElseThrow()) {
          assertThatThrownBy(() -> own.admin(format, IoBuffer.NONE, 0))
              .hasMessageContaining("is in use");
        }
      }
      assertThat(controller.admin(format, IoBuffer.NONE, 0).status()).isZero();
    }
  }
}
