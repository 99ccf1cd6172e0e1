package io.jacquard.initiator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identity.Nqn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostIdentityTest {
  private static final String UUID = "2cd2c43b-a90a-45c1-a8cd-86b33ab273b5";

  @TempDir private Path directory;

  private HostIdentity read() throws IOException {
    return HostIdentity.of(directory, directory.resolve("machine-id"), "somebody");
  }

  @Test
  void filesOfTheMachineAreTaken() throws IOException {
    Files.writeString(directory.resolve("hostnqn"), "nqn.2026-01.com.example:me\n");
    Files.writeString(directory.resolve("hostid"), UUID + "\n");
    assertThat(read().nqn()).isEqualTo(Nqn.parse("nqn.2026-01.com.example:me"));
    assertThat(read().id()).hasToString(UUID);
  }

  @Test
  void aMissingIdIsTheUuidOfTheNqn() throws IOException {
    Files.writeString(
        directory.resolve("hostnqn"), "nqn.2014-08.org.nvmexpress:uuid:" + UUID + "\n");
    assertThat(read().id()).hasToString(UUID);
  }

  @Test
  void aMissingNqnIsMadeOfTheId() throws IOException {
    Files.writeString(directory.resolve("hostid"), UUID);
    assertThat(read().nqn()).hasToString("nqn.2014-08.org.nvmexpress:uuid:" + UUID);
  }

  @Test
  void withoutFilesTheIdentityIsThatOfMachineAndUser() throws IOException {
    Files.writeString(directory.resolve("machine-id"), "0123456789abcdef\n");
    HostIdentity mine = read();
    assertThat(read()).isEqualTo(mine);
    assertThat(mine.nqn()).hasToString("nqn.2014-08.org.nvmexpress:uuid:" + mine.id());
    assertThat(HostIdentity.of(directory, directory.resolve("machine-id"), "other"))
        .isNotEqualTo(mine);
    Files.writeString(directory.resolve("machine-id"), "fedcba9876543210\n");
    assertThat(read()).isNotEqualTo(mine);
    try (var files = Files.list(directory)) {
      assertThat(files).as("nothing is written").hasSize(1);
    }
  }

  @Test
  void aFileThatHoldsSomethingElseIsNamed() throws IOException {
    Files.writeString(directory.resolve("hostid"), "not a uuid");
    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("hostid")
        .hasMessageContaining("not a uuid")
        .hasMessageContaining("correct or remove");
  }
}
