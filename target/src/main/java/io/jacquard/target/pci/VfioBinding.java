package io.jacquard.target.pci;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.linux.LinuxMemory;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.linux.VfioDevice;
import io.jacquard.nvme.linux.VfioRegion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A controller through vfio-pci: behind an IOMMU, with interrupts. */
final class VfioBinding implements DeviceBinding {
  private static final Logger LOG = LoggerFactory.getLogger(VfioBinding.class);

  /**
   * One vector for the admin queue, and one for each I/O queue pair that loops are likely to have.
   */
  private static final int MOST_VECTORS = 65;

  private final PciAddress address;
  private final VfioGroups.Opened opened;
  private final VfioRegion configuration;
  private final MappedRegisters registers;
  private final IommuMemory memory;
  private final List<String> notes = new ArrayList<>();
  private final List<EventFd> vectors = new ArrayList<>();
  private final List<EventFd> request = new ArrayList<>();

  private VfioBinding(PciAddress address, VfioGroups.Opened opened, boolean hugePages)
      throws IOException {
    this.address = address;
    this.opened = opened;
    this.memory = new IommuMemory(opened.space(), hugePages);
    this.configuration = opened.device().region(VfioDevice.REGION_CONFIGURATION);
    VfioRegion bar = opened.device().region(VfioDevice.REGION_BAR0);
    if (!bar.mappable() || bar.bytes() == 0) {
      throw new IOException(address + ": its registers (BAR 0) cannot be mapped");
    }
    this.registers = new MappedRegisters(opened.device().map(bar));
  }

  /**
   * Opens a controller.
   *
   * @throws IOException if that is not possible, with the next step
   */
  static VfioBinding open(PciDevice device, PciOptions options) throws IOException {
    if (device.iommuGroup().isEmpty()) {
      throw new IOException(
          device.address()
              + " has no IOMMU group: switch the IOMMU on in the firmware and boot with"
              + " intel_iommu=on or amd_iommu=on, or bind the device to uio_pci_generic");
    }
    VfioGroups.Opened opened = VfioGroups.open(device.address(), device.iommuGroup().getAsInt());
    VfioBinding binding;
    try {
      binding = new VfioBinding(device.address(), opened, options.hugePages());
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    try {
      binding.enableInterrupts(Math.min(options.queues() + 1, MOST_VECTORS));
      return binding;
    } catch (IOException | RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  private void enableInterrupts(int wanted) throws SystemCallException {
    VfioDevice device = opened.device();
    int count = Math.min(wanted, device.interrupts(VfioDevice.INTERRUPT_MSIX));
    for (int i = 0; i < count; i++) {
      vectors.add(EventFd.create());
    }
    if (count > 0) {
      device.enableInterrupts(VfioDevice.INTERRUPT_MSIX, vectors);
    } else {
      notes.add("the controller has no MSI-X interrupts: completions are polled for");
    }
    if (device.interrupts(VfioDevice.INTERRUPT_REQUEST) > 0) {
      request.add(EventFd.create());
      device.enableInterrupts(VfioDevice.INTERRUPT_REQUEST, request);
    }
  }

  @Override
  public PciAddress address() {
    return address;
  }

  @Override
  public String way() {
    return "vfio-pci, IOMMU group " + opened.group();
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public Registers registers() {
    return registers;
  }

  @Override
  public DmaSpace memory() {
    return memory;
  }

  @Override
  public List<EventFd> interrupts() {
    return vectors;
  }

  @Override
  public Optional<EventFd> releaseRequest() {
    return request.stream().findFirst();
  }

  @Override
  public void start() {
    writeCommand(PciCommand.with(readCommand(), true));
  }

  @Override
  public boolean quiesce() {
    writeCommand(PciCommand.with(readCommand(), false));
    boolean harmless = PciCommand.harmless(readCommand());
    try {
      if (opened.device().canReset()) {
        opened.device().reset();
        harmless = true;
      }
    } catch (SystemCallException e) {
      LOG.warn("{} was not reset: {}", address, e.getMessage());
    }
    return harmless;
  }

  private int readCommand() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_SHORT);
      long read = opened.device().read(configuration, PciCommand.OFFSET, value);
      return read == value.byteSize() ? value.get(JAVA_SHORT, 0) & 0xFFFF : 0xFFFF;
    }
  }

  private void writeCommand(int command) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocateFrom(JAVA_SHORT, (short) command);
      if (opened.device().write(configuration, PciCommand.OFFSET, value) != value.byteSize()) {
        LOG.warn("{}: its configuration space cannot be written", address);
      }
    }
  }

  @Override
  public void close() {
    writeCommand(PciCommand.with(readCommand(), false));
    if (!vectors.isEmpty()) {
      attempt(() -> opened.device().disableInterrupts(VfioDevice.INTERRUPT_MSIX));
    }
    if (!request.isEmpty()) {
      attempt(() -> opened.device().disableInterrupts(VfioDevice.INTERRUPT_REQUEST));
    }
    attempt(() -> LinuxMemory.unmap(registers.space()));
    attempt(opened::close);
    vectors.forEach(vector -> attempt(vector::close));
    request.forEach(event -> attempt(event::close));
  }

  /** A step of giving the device back. */
  @FunctionalInterface
  private interface Step {
    void run() throws SystemCallException;
  }

  /** What is left to do is done even if a step fails: the device may be half gone. */
  private void attempt(Step step) {
    try {
      step.run();
    } catch (SystemCallException e) {
      LOG.warn("{} was not given back properly: {}", address, e.getMessage());
    }
  }
}
