package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our host's commands on the Linux kernel's target, beside nvme-cli in the guest, which asks the
 * same target the same.
 */
@Tag("vm")
class LinuxTargetCommandsTest {

  private static final String NQN = "nqn.2026-01.io.jacquard:commands";
  private static final int PORT = 4420;
  private static final Duration LIMIT = Duration.ofSeconds(150);

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "linux-target-commands", machine -> machine.modules("nvme_tcp").reachable(PORT));

  @TempDir static Path directory;

  @BeforeAll
  static void exportAndConnectTheGuestItself() {
    linux(
        """
        memory_disk nullb0 64 512
        memory_disk nullb1 16 4096
        subsystem %1$s
        export_disk %1$s 1 /dev/nullb0
        export_disk %1$s 5 /dev/nullb1
        tcp_port 1 10.0.2.15 %2$d
        offer %1$s 1
        nvme connect -t tcp -a 10.0.2.15 -s %2$d -n %1$s
        await 60 has_disk %1$s 5
        """
            .formatted(NQN, PORT));
  }

  private static String linux(String script) {
    return guest.get().succeed("source /run/target.sh\nsource /run/host.sh\n" + script, LIMIT);
  }

  /** What a command printed on standard output; it must succeed. */
  private static String jacquard(String command, String... more) throws Exception {
    String port = Integer.toString(guest.get().hostPort(PORT));
    List<String> arguments =
        new ArrayList<>(List.of(command, "-t", "tcp", "-a", "127.0.0.1", "-s", port));
    arguments.addAll(List.of(more));
    List<String> words = Program.jacquard(arguments);
    Path errors = directory.resolve("errors.txt");
    Process process = new ProcessBuilder(words).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(() -> words + read(errors)).isZero();
    return output;
  }

  private static String read(Path file) {
    try {
      return "\n" + Files.readString(file);
    } catch (IOException failure) {
      return " (its messages cannot be read: " + failure + ")";
    }
  }

  @Test
  void discoverPrintsTheSubsystem() throws Exception {
    assertThat(jacquard("discover")).contains(NQN).contains("10.0.2.15");
  }

  /**
   * Each number and text that both print in JSON is the same, except the identifier of one's own
   * controller, blanks at a text's end and how the digits of an identifier are grouped.
   */
  @ParameterizedTest
  @CsvSource({"id-ctrl, '', 60", "id-ns, --namespace-id=5, 25"})
  void identifyPrintsWhatNvmeCliPrints(String command, String option, int fieldsAtLeast)
      throws Exception {
    List<String> options = new ArrayList<>(List.of("-n", NQN, "-o", "json"));
    if (!option.isEmpty()) {
      options.add(option);
    }
    String ours = jacquard(command, options.toArray(String[]::new));

    String compared =
        linux(
            """
            cat > /run/ours <<'END'
            %sEND
            nvme %s /dev/$(controllers %s) %s -o json > /run/theirs
            jq -r -n --slurpfile ours /run/ours --slurpfile theirs /run/theirs '
              def plain: if type == "string" then gsub("-"; "") | sub(" +$"; "") else . end;
              $ours[0] as $o | $theirs[0] as $t
              | [$o | keys[] | select(. as $k | $t | has($k)) | select(. != "cntlid")
                  | select(($o[.] | type) != "array")] as $both
              | ($both | length),
                ($both[] | select(($o[.] | plain) != ($t[.] | plain))
                  | "\\(.): \\($o[.]) is not \\($t[.])")'
            """
                .formatted(ours.endsWith("\n") ? ours : ours + "\n", command, NQN, option));

    List<String> lines = compared.lines().toList();
    assertThat(lines.subList(1, lines.size())).isEmpty();
    assertThat(Integer.parseInt(lines.getFirst())).isGreaterThanOrEqualTo(fieldsAtLeast);
  }

  @Test
  void listNsPrintsTheNamespaces() throws Exception {
    String printed = jacquard("list-ns", "-n", NQN, "-o", "json");

    assertThat(printed.replaceAll("\\s", "")).contains("\"nsid\":1").contains("\"nsid\":5");
  }

  @Test
  void whatIsWrittenFromAFileIsReadIntoAnother() throws Exception {
    byte[] data = new byte[5 << 20];
    new Random(5).nextBytes(data);
    Path source = Files.write(directory.resolve("source"), data);
    Path copy = directory.resolve("copy");
    String[] where = {"-n", NQN, "--namespace-id=1", "--start-block=2048", "--data-size=5m"};

    jacquard("write", with(where, "--data=" + source));
    jacquard("flush", "-n", NQN, "--namespace-id=1");
    jacquard("read", with(where, "--data=" + copy));

    assertThat(copy).hasSameBinaryContentAs(source);
    linux("dd if=/dev/nullb0 bs=1M skip=1 count=5 iflag=direct status=none > /run/data");
    String sum = linux("sha256sum < /run/data | cut -c1-64");
    Process host = new ProcessBuilder("sha256sum", source.toString()).start();
    assertThat(new String(host.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
        .startsWith(sum);
  }

  private static String[] with(String[] words, String more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(more);
    return all.toArray(String[]::new);
  }
}
