package io.jacquard.nvme.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.log.AnaLog;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Whatever arrives from the network is a value that can be written and read again, or malformed.
 */
class CommandFuzzTest {

  @FuzzTest(maxDuration = "30s")
  void submissionQueueEntry(byte[] data) {
    Sqe sqe = new Sqe().wrap(ByteBuffer.wrap(Arrays.copyOf(data, Sqe.BYTES)), 0);
    Sqe again = Sqe.allocate();
    GetLogPage log = GetLogPage.decode(sqe);
    log.encode(again);
    assertThat(GetLogPage.decode(again)).isEqualTo(log);
    Identify identify = Identify.decode(sqe);
    identify.encode(again);
    assertThat(Identify.decode(again)).isEqualTo(identify);
    assertThat(sqe.sgl1().toString()).isNotEmpty();
    assertThat(sqe.blocks()).isBetween(1, 65536);
    try {
      FabricsCommand command = FabricsCommand.decode(sqe);
      command.encode(again);
      assertThat(FabricsCommand.decode(again)).isEqualTo(command);
    } catch (MalformedException e) {
      assertThat(e.offset()).isIn(Sqe.FCTYPE, PropertyGet.ATTRIB);
    }
  }

  @FuzzTest(maxDuration = "30s")
  void connectData(byte[] data) {
    try {
      ConnectData read = ConnectData.decode(ByteBuffer.wrap(data));
      ByteBuffer written = ByteBuffer.allocate(ConnectData.BYTES);
      read.encode(written);
      assertThat(ConnectData.decode(written.flip())).isEqualTo(read);
      assertThat(read.subnqn().violation()).isNotNull();
    } catch (MalformedException e) {
      assertThat(ConnectData.LAYOUT.fieldAt(e.offset())).isPresent();
    }
  }

  @FuzzTest(maxDuration = "30s")
  void logPage(byte[] data) {
    try {
      AnaLog ana = AnaLog.decode(ByteBuffer.wrap(data));
      ByteBuffer written = ByteBuffer.allocate(ana.bytes(false));
      ana.encode(written, false);
      assertThat(AnaLog.decode(written.flip())).isEqualTo(ana);
    } catch (MalformedException e) {
      assertThat(e.field()).isNotEmpty();
    }
    try {
      DiscoveryLog discovery = DiscoveryLog.decode(ByteBuffer.wrap(data));
      for (DiscoveryLogEntry entry : discovery.entries()) {
        entry.address().ifPresent(address -> assertThat(address.toString()).contains("://"));
        assertThat(entry.subnqn()).isNotNull();
      }
    } catch (MalformedException e) {
      assertThat(e.field()).isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "30s")
  void namespaceDescriptors(byte[] data) {
    ByteBuffer list = ByteBuffer.wrap(Arrays.copyOf(data, NamespaceDescriptors.BYTES));
    try {
      NamespaceDescriptors read = NamespaceDescriptors.decode(list);
      ByteBuffer written = ByteBuffer.allocate(NamespaceDescriptors.BYTES);
      read.encode(written);
      assertThat(NamespaceDescriptors.decode(written.flip())).isEqualTo(read);
    } catch (MalformedException e) {
      assertThat(e.field()).isEqualTo("NIDL");
    }
  }
}
