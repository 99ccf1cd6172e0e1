package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.ibm.disni.verbs.IbvContext;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A device that librdmacm has opened ({@code struct ibv_context}): one object for each, until the
 * device is gone.
 */
final class NativeContext extends IbvContext {
  private static final ConcurrentMap<Long, NativeContext> ALL = new ConcurrentHashMap<>();

  private static final int BYTES = 400;
  private static final int DEVICE = 0;
  private static final int CMD_FD = 264;
  private static final int ASYNC_FD = 268;
  private static final int NUM_COMP_VECTORS = 272;
  private static final int NAME_BYTES = 64;

  /** Of {@code struct ibv_device}: where sysfs has its file. */
  private static final int DEV_PATH = 152;

  private static final int PATH_BYTES = 256;

  private final long address;
  private final String name;
  private final DeviceOperations operations;
  private final int asyncFd;
  private final AsynchronousEvents events;
  private final DeviceRemoval removal;
  private final Optional<DeviceReference> reference;

  private NativeContext(long address, MemorySegment struct, InetSocketAddress local)
      throws IOException {
    super(struct.get(JAVA_INT, CMD_FD), struct.get(JAVA_INT, NUM_COMP_VECTORS));
    this.address = address;
    this.operations = new DeviceOperations(struct);
    long text = VerbsFunctions.GET_DEVICE_NAME.pointer(struct.get(ValueLayout.JAVA_LONG, DEVICE));
    this.name = MemorySegment.ofAddress(text).reinterpret(NAME_BYTES).getString(0);
    this.asyncFd = struct.get(JAVA_INT, ASYNC_FD);
    this.events = new AsynchronousEvents(this, asyncFd);
    this.removal = new DeviceRemoval(name, place(struct));
    this.reference = DeviceReference.take(address, local);
  }

  private static Path place(MemorySegment struct) {
    long device = struct.get(ValueLayout.JAVA_LONG, DEVICE);
    MemorySegment known = MemorySegment.ofAddress(device).reinterpret(DEV_PATH + PATH_BYTES);
    return Path.of(known.getString(DEV_PATH));
  }

  /**
   * The object of the context at an address, which must not be 0. Whoever asks has an identifier
   * that is bound to the device.
   *
   * @param local the identifier's own address
   */
  static NativeContext at(long address, InetSocketAddress local) throws IOException {
    NativeContext known = ALL.get(address);
    return known == null ? make(address, local) : known;
  }

  private static synchronized NativeContext make(long address, InetSocketAddress local)
      throws IOException {
    NativeContext known = ALL.get(address);
    if (known != null) {
      return known;
    }
    MemorySegment struct = MemorySegment.ofAddress(address).reinterpret(BYTES);
    NativeContext made = new NativeContext(address, struct, local);
    ALL.put(address, made);
    made.events.start();
    return made;
  }

  /** Lets the removed device go as soon as nobody uses it; waits for that. */
  void release() throws IOException, InterruptedException {
    removal.release(getCmd_fd(), asyncFd);
    // Once it is given back, librdmacm may open another at the same address.
    ALL.remove(address, this);
    close();
    reference.ifPresent(DeviceReference::close);
  }

  long address() {
    return address;
  }

  /** The device's name, such as rxe0. */
  String name() {
    return name;
  }

  DeviceOperations operations() {
    return operations;
  }

  AsynchronousEvents events() {
    return events;
  }

  /** The end of the device, and who uses it until then. */
  DeviceRemoval removal() {
    return removal;
  }

  @Override
  public String toString() {
    return name;
  }
}
