package io.jacquard.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerSynthesisTest {
  @TempDir private Path directory;

  private static ControllerAccess open(String uri) throws IOException {
    return NamespaceKinds.openController(NamespaceKinds.resolve(uri));
  }

  private static IoBuffer identify(ControllerAccess controller, int cns, int nsid)
      throws IOException {
    Sqe sqe = Sqe.allocate();
    Identify.of(cns, nsid).encode(sqe);
    IoBuffer data = IoBuffer.allocate(Identify.DATA_BYTES);
    assertThat(controller.admin(sqe, data, Identify.DATA_BYTES).status()).isZero();
    return data;
  }

  @Test
  void memoryAnswersIdentifyAndLogsAsAControllerDoes() throws IOException {
    try (ControllerAccess controller = open("mem:64M?block=4096")) {
      assertThat(controller.nsid()).isEqualTo(1);
      IdentifyController identity =
          IdentifyController.decode(identify(controller, Cns.IDENTIFY_CONTROLLER, 0).bytes());
      assertThat(identity.getText(IdentifyController.MN)).isEqualTo("Jacquard");
      IdentifyNamespace namespace =
          IdentifyNamespace.decode(identify(controller, Cns.IDENTIFY_NAMESPACE, 1).bytes());
      assertThat(namespace.nsze()).isEqualTo(16384);
      Sqe log = Sqe.allocate();
      GetLogPage.of(LogPageId.SMART_HEALTH, 0, 512).encode(log);
      assertThat(controller.admin(log, IoBuffer.allocate(512), 512).status()).isZero();
    }
  }

  @Test
  void aFileHasTheSameControllerEachTime() throws IOException {
    Path image = Files.createFile(directory.resolve("a.img"));
    String serial;
    try (ControllerAccess controller = open(image + "?size=1M")) {
      serial = serial(controller);
    }
    try (ControllerAccess controller = open(image.toString())) {
      assertThat(serial(controller)).isEqualTo(serial);
    }
  }

  private static String serial(ControllerAccess controller) throws IOException {
    return IdentifyController.decode(identify(controller, Cns.IDENTIFY_CONTROLLER, 0).bytes())
        .getText(IdentifyController.SN);
  }

  @Test
  void aControllerOfItsOwnIsReachedAsItIsOrAsItWasChosen() throws IOException {
    for (String chosen : new String[] {"", "?admin=nvme"}) {
      try (ControllerAccess controller = open("played:controller" + chosen)) {
        assertThat(controller.nsid()).isEqualTo(7);
      }
    }
    assertThatThrownBy(() -> open("played:controller?admin=block"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("admin=block does not lead");
    assertThat(PlayedProvider.Controller.open).isFalse();
  }

  @Test
  void aCommandThatIsRefusedHasAStatus() throws IOException {
    try (ControllerAccess controller = open("mem:1M")) {
      Sqe sqe = Sqe.allocate().opcode(0xC1);
      assertThat(Status.code(controller.admin(sqe, IoBuffer.NONE, 0).status()))
          .isEqualTo(Status.INVALID_OPCODE);
    }
  }

  @Test
  void afterCloseNoCommandIsTaken() throws IOException {
    ControllerAccess controller = open("mem:1M");
    controller.close();
    controller.close();
    assertThatThrownBy(
            () -> controller.admin(Sqe.allocate().opcode(0x06), IoBuffer.allocate(4096), 4096))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theMediumIsFreeAgainAfterClose() throws IOException {
    NamespaceUri uri = NamespaceKinds.resolve(directory.resolve("b.img") + "?size=1M");
    for (int i = 0; i < 3; i++) {
      NamespaceKinds.openController(uri).close();
    }
    NamespaceKinds.open(uri).close();
  }
}
