package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Several controllers and namespaces in one process: the properties {@code jacquard.first} with
 * small and {@code jacquard.second} with large blocks name two namespaces of one controller, {@code
 * jacquard.zoned} one of another.
 */
class PciControllersInGuest {
  private static final int ZONE_APPEND = 0x7D;

  private static Namespace open(String property) throws Exception {
    return NamespaceKinds.open(NamespaceUri.parse(System.getProperty(property)));
  }

  @Test
  void namespacesOfSeveralControllersKeepTheirDataApart() throws Exception {
    try (Namespace first = open("jacquard.first");
        Namespace second = open("jacquard.second");
        Namespace zoned = open("jacquard.zoned");
        QueueUser one = new QueueUser(first, 32);
        QueueUser two = new QueueUser(second, 32);
        QueueUser three = new QueueUser(zoned, 32)) {
      assertThat(first.geometry().blockSize()).isEqualTo(512);
      assertThat(second.geometry().blockSize()).isEqualTo(4096);
      List<QueueUser.Pending> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(write(one, first, i));
        all.add(write(two, second, i));
      }
      for (QueueUser.Pending each : all) {
        QueueUser.succeeded(each.status());
      }
      for (int i = 0; i < 20; i++) {
        check(one, first, i);
        check(two, second, i);
      }
      QueueUser.succeeded(three.read(0, IoBuffer.allocate(zoned.geometry().blockSize()), 1));
    }
  }

  private static IoBuffer content(Namespace namespace, int i) {
    int block = namespace.geometry().blockSize();
    return Contents.random(i * 31L + block, 8 * block);
  }

  private static QueueUser.Pending write(QueueUser user, Namespace namespace, int i)
      throws Exception {
    return user.submit(
        QueueUser.command(io.jacquard.nvme.command.NvmOpcode.WRITE, 8L * i, 8),
        content(namespace, i));
  }

  private static void check(QueueUser user, Namespace namespace, int i) throws Exception {
    IoBuffer back = IoBuffer.allocate(8 * namespace.geometry().blockSize());
    QueueUser.succeeded(user.read(8L * i, back, 8));
    assertThat(Contents.bytes(back)).isEqualTo(Contents.bytes(content(namespace, i)));
  }

  @Test
  void zonesAreThoseOfTheControllerAndAppendSaysWhere() throws Exception {
    try (Namespace zoned = open("jacquard.zoned");
        QueueUser user = new QueueUser(zoned, 8)) {
      assertThat(zoned.commandSet()).isEqualTo(CommandSetIdentifier.ZONED_NAMESPACE);
      ZoneGeometry zones = zoned.zones().orElseThrow();
      assertThat(zones.zoneBlocks()).isEqualTo((4L << 20) / zoned.geometry().blockSize());
      assertThat(zones.maxOpenZones()).isEqualTo(4);
      assertThat(zones.maxActiveZones()).isEqualTo(8);
      int block = zoned.geometry().blockSize();
      for (int i = 0; i < 3; i++) {
        QueueUser.Pending append =
            user.submit(
                QueueUser.command(ZONE_APPEND, zones.zoneBlocks(), 8),
                Contents.random(i, 8 * block));
        QueueUser.succeeded(append.status());
        assertThat(append.result()).isEqualTo(zones.zoneBlocks() + 8L * i);
      }
      int behind = user.write(zones.zoneBlocks() + 64, Contents.random(1, block), 1);
      assertThat(Status.code(behind)).isEqualTo(Status.ZONE_INVALID_WRITE);
    }
  }

  @Test
  void aControllerIsReachedWithoutANamespaceToo() throws Exception {
    NamespaceUri uri = NamespaceUri.parse(System.getProperty("jacquard.zoned"));
    try (ControllerAccess controller = NamespaceKinds.openController(uri)) {
      assertThat(controller.nsid()).isEqualTo(1);
    }
  }
}
