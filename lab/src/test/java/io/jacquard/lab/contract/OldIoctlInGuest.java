package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.NvmeIoctl;
import io.jacquard.nvme.wire.Sqe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * A kernel before 5.4, which knows the ioctls with results of 32 bits only: made of the guest's by
 * a filter that answers the others as it would. The property {@code jacquard.path} names a generic
 * NVMe device.
 */
class OldIoctlInGuest {
  private static final int PAGE = 4096;
  private static final int VENDOR_QEMU = 0x1B36;

  @Test
  void commandsGoByTheOlderIoctls() throws Exception {
    Path path = Path.of(GuestProperties.required("jacquard.path"));
    // The filter is its thread's, and goes with it.
    try (ExecutorService thread = Executors.newSingleThreadExecutor();
        LinuxFile device = LinuxFile.open(path, LinuxFile.O_RDWR, 0);
        Arena arena = Arena.ofShared()) {
      MemorySegment data = arena.allocate(PAGE, PAGE);
      thread.submit(() -> use(new NvmeIoctl(device.fd()), data)).get();
    }
  }

  private static Void use(NvmeIoctl ioctl, MemorySegment data) throws Exception {
    int nsid = (int) ioctl.namespaceId();
    Sqe identify = Sqe.allocate().opcode(AdminOpcode.IDENTIFY).cdw10(1);
    Sqe read = Sqe.allocate().opcode(NvmOpcode.READ).blocks(1);
    SystemCallFilter.refuse(SystemCallFilter.IOCTL, NvmeIoctl.ADMIN64_CMD, NvmeIoctl.IO64_CMD);

    assertThat(ioctl.admin(identify, 0, data.address(), PAGE, 0)).isZero();
    assertThat(data.get(ValueLayout.JAVA_SHORT, 0)).isEqualTo((short) VENDOR_QEMU);
    Sqe queues = Sqe.allocate().opcode(AdminOpcode.GET_FEATURES).cdw10(FeatureId.NUMBER_OF_QUEUES);
    assertThat(ioctl.admin(queues, 0, 0, 0, 0)).isZero();
    assertThat(ioctl.result()).isPositive().isLessThanOrEqualTo(0xFFFF_FFFFL);
    assertThat(ioctl.io(read, nsid, data.address(), 512, 0)).isZero();
    return null;
  }
}
