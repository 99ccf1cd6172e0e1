package io.jacquard.target.pci;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.LinuxMemory;
import io.jacquard.nvme.linux.SystemCallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller through uio_pci_generic, for machines without an IOMMU: registers by sysfs, physical
 * addresses, no interrupts. Nothing keeps the device from memory that is not its own.
 */
final class UioBinding implements DeviceBinding {
  private static final Logger LOG = LoggerFactory.getLogger(UioBinding.class);
  private static final String RISK =
      "no IOMMU protects this machine's memory from the controller (uio_pci_generic): a fault in"
          + " driver or device can overwrite any of it; data is copied through huge pages, and"
          + " completions are polled for";

  private final PciAddress address;
  private final LinuxFile configuration;
  private final LinuxFile resource;
  private final MappedRegisters registers;
  private final PhysicalMemory memory;
  private boolean harmless = true;

  private UioBinding(PciAddress address, LinuxFile configuration, LinuxFile resource)
      throws IOException {
    this.address = address;
    this.configuration = configuration;
    this.resource = resource;
    if (!configuration.tryLock(true)) {
      throw new IOException(address + " is in use by another process of Jacquard");
    }
    this.memory = PhysicalMemory.open();
    this.registers =
        new MappedRegisters(LinuxMemory.mapShared(resource.fd(), resource.status().size(), 0));
  }

  /**
   * Opens a controller.
   *
   * @throws IOException if that is not possible, with the next step
   */
  static UioBinding open(PciDevice device) throws IOException {
    PciAddress address = device.address();
    if (device.translated()) {
      throw new IOException(
          address
              + " is behind an IOMMU, which lets no device use physical addresses as uio does;"
              + " bind it to vfio-pci: jacquard driver config --allow "
              + address);
    }
    LinuxFile configuration = openFile(address, "config");
    LinuxFile resource;
    try {
      resource = openFile(address, "resource0");
    } catch (IOException e) {
      configuration.close();
      throw e;
    }
    try {
      return new UioBinding(address, configuration, resource);
    } catch (IOException e) {
      resource.close();
      configuration.close();
      throw e;
    }
  }

  private static LinuxFile openFile(PciAddress address, String name) throws IOException {
    Path path = address.directory().resolve(name);
    try {
      return LinuxFile.open(path, LinuxFile.O_RDWR, 0);
    } catch (SystemCallException e) {
      throw new IOException(
          address
              + " cannot be opened through uio: "
              + e.getMessage()
              + "; uio works for root only",
          e);
    }
  }

  @Override
  public PciAddress address() {
    return address;
  }

  @Override
  public String way() {
    return "uio_pci_generic";
  }

  @Override
  public List<String> notes() {
    return List.of(RISK);
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
    return List.of();
  }

  @Override
  public Optional<EventFd> releaseRequest() {
    return Optional.empty();
  }

  @Override
  public void start() {
    writeCommand(PciCommand.with(readCommand(), true));
    harmless = true;
  }

  @Override
  public boolean quiesce() {
    writeCommand(PciCommand.with(readCommand(), false));
    harmless = PciCommand.harmless(readCommand());
    Path reset = address.directory().resolve("reset");
    if (Files.exists(reset)) {
      try {
        Files.writeString(reset, "1");
        harmless = true;
      } catch (IOException e) {
        LOG.warn("{} was not reset: {}", address, e.getMessage());
      }
    }
    return harmless;
  }

  private int readCommand() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_SHORT);
      long read = configuration.pread(value.address(), value.byteSize(), PciCommand.OFFSET);
      return read == value.byteSize() ? value.get(JAVA_SHORT, 0) & 0xFFFF : 0xFFFF;
    }
  }

  private void writeCommand(int command) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocateFrom(JAVA_SHORT, (short) command);
      long written = configuration.pwrite(value.address(), value.byteSize(), PciCommand.OFFSET);
      if (written != value.byteSize()) {
        LOG.warn("{}: its configuration space cannot be written", address);
      }
    }
  }

  @Override
  public void close() {
    try {
      writeCommand(PciCommand.with(readCommand(), false));
      if (!harmless && !PciCommand.harmless(readCommand())) {
        LOG.error(
            "{} could not be stopped; the memory it may still use is never used again", address);
        memory.lose();
      }
      LinuxMemory.unmap(registers.space());
      memory.close();
      resource.close();
      configuration.close();
    } catch (SystemCallException e) {
      throw new UncheckedIOException(address + " was not given back", e);
    }
  }
}
