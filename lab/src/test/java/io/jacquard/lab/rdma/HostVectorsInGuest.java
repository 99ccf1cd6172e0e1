package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.initiator.BlockRange;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.IoFlag;
import io.jacquard.initiator.NvmeStatusException;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.nvme.feature.FeatureId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jacquard's host says one of each kind to a target of another machine, which is captured. */
class HostVectorsInGuest {
  private static final int SMALL = 512;
  private static final int LARGE = 16 << 10;
  private static final long FIRST_LARGE = 16;

  /** A feature of vendors, which Linux has none of. */
  private static final int UNKNOWN_FEATURE = 0xC0;

  @Test
  void whatItSaysIsAnswered() throws IOException {
    try (RemoteController controller =
        Initiator.connect(RemoteDisk.options(RemoteDisk.subsystem()))) {
      RemoteNamespace disk = controller.namespace(1).orElseThrow();
      disk.write(0, full(SMALL, 'a'));
      disk.write(FIRST_LARGE, full(LARGE, 'b'), IoFlag.FORCE_UNIT_ACCESS);
      assertThat(read(disk, 0, SMALL)).isEqualTo(full(SMALL, 'a'));
      assertThat(read(disk, FIRST_LARGE, LARGE)).isEqualTo(full(LARGE, 'b'));
      disk.flush();
      disk.deallocate(List.of(new BlockRange(0, 1), new BlockRange(FIRST_LARGE, 8)));
      disk.writeZeroes(new BlockRange(FIRST_LARGE, 8), false);
      assertThat(controller.getFeature(FeatureId.VOLATILE_WRITE_CACHE, 0)).isNotNegative();
      assertThatThrownBy(() -> controller.getFeature(UNKNOWN_FEATURE, 0))
          .isInstanceOf(NvmeStatusException.class);
    }
  }

  private static ByteBuffer full(int length, char letter) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) letter);
    return ByteBuffer.wrap(bytes);
  }

  private static ByteBuffer read(RemoteNamespace disk, long block, int length) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(length);
    disk.read(block, data);
    return data;
  }
}
