package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.ibm.disni.verbs.RdmaCm;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps librdmacm from closing a device: an identifier that is bound to it, and used for
 * nothing else.
 *
 * <p>librdmacm counts the identifiers of a device. When it looks at the list of devices again,
 * which it does whenever an identifier is bound to a device that it does not know, it closes those
 * that are gone and have none, although what was allocated of them may still be used.
 */
final class DeviceReference implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceReference.class);

  private final long id;

  private DeviceReference(long id) {
    this.id = id;
  }

  /**
   * Takes a reference; none if the device has lost the address, or is not the first one there.
   *
   * @param context that of librdmacm, which must not be closed meanwhile
   * @param local an address of the device
   */
  static Optional<DeviceReference> take(long context, InetSocketAddress local) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocate(JAVA_LONG);
      // Without a channel of ours: nobody waits for its events.
      CmFunctions.CREATE_ID.call(0, id.address(), 0, RdmaCm.RDMA_PS_TCP & 0xFFFF);
      DeviceReference made = new DeviceReference(id.get(JAVA_LONG, 0));
      if (made.bind(new InetSocketAddress(local.getAddress(), 0), arena) == context) {
        return Optional.of(made);
      }
      made.close();
      LOG.info("{} is that of another device, too: the one of a connection cannot be held", local);
    } catch (IOException e) {
      LOG.info("the device of {} cannot be held: {}", local, e.getMessage());
    }
    return Optional.empty();
  }

  /** Answers the context of the device to which the identifier is bound now; 0 if to none. */
  private long bind(InetSocketAddress local, Arena arena) throws IOException {
    try {
      CmFunctions.BIND_ADDR.call(id, SocketAddresses.write(local, arena).address());
    } catch (IOException e) {
      close();
      throw e;
    }
    return NativeCmId.context(id);
  }

  /** Gives the reference back; librdmacm may close the device at once. */
  @Override
  public void close() {
    int error = CmFunctions.DESTROY_ID.tryCall(id);
    if (error != 0) {
      LOG.error("an identifier that held a device cannot be destroyed: error {}", error);
    }
  }
}
