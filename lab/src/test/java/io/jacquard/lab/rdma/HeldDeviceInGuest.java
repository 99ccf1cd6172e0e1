package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.RdmaCm;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaEventChannel;
import io.jacquard.lab.contract.Await;
import io.jacquard.transport.rdma.verbs.NativeProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * librdmacm closes a removed device that has no identifiers when it learns of another device. What
 * is still allocated of the removed one must not be lost with it.
 */
class HeldDeviceInGuest {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Path FILES = Path.of("/sys/class/infiniband_verbs");

  private RdmaLink near;
  private RdmaLink far;
  private RdmaEventChannel events;

  @BeforeEach
  void findDevices() throws Exception {
    NativeProvider.install();
    near = RdmaLink.of("rxenear");
    far = RdmaLink.of("rxefar");
    near.remove();
    events = RdmaEventChannel.createEventChannel();
  }

  @AfterEach
  void addDevicesAgain() throws Exception {
    events.destroyEventChannel();
    for (RdmaLink link : new RdmaLink[] {near, far}) {
      if (!link.isThere()) {
        link.add();
      }
    }
  }

  private RdmaCmId bind(String address) throws IOException {
    RdmaCmId id = events.createId(RdmaCm.RDMA_PS_TCP);
    id.bindAddr(new InetSocketAddress(address, 0));
    return id;
  }

  /** The file that a descriptor of this process is of. */
  private static Path fileOf(int descriptor) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)));
  }

  @Test
  void aRemovedDeviceStaysOpenUntilNobodyUsesItThoughAnotherOneCame() throws Exception {
    RdmaCmId first = bind(RdmaLink.FAR);
    IbvContext device = first.getVerbs();
    IbvPd user = device.allocPd();
    first.destroyId();
    Path file = fileOf(device.getCmd_fd());
    assertThat(file.getFileName().toString()).startsWith("uverbs");
    CompletableFuture<Void> removal = far.removeLater();
    Path entry = FILES.resolve(file.getFileName().toString());
    Await.until("the device is gone", LIMIT, () -> Files.notExists(entry));

    near.add();
    RdmaCmId other = bind(RdmaLink.NEAR);
    assertThat(other.getVerbs()).isNotNull().isNotSameAs(device);
    assertThat(fileOf(device.getCmd_fd()).toString()).startsWith(file.toString());
    assertThat(removal).isNotDone();

    assertThat(user.deallocPd()).isZero();
    removal.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    other.destroyId();
  }
}
