package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One virtual machine for all the tests of a class, registered as a static extension. Its scripts
 * may source {@code host.sh}, {@code target.sh}, {@code devices.sh} and {@code roce.sh} in {@code
 * /run}, which are resources here. When a test fails, the guest's kernel messages are written
 * beside the machine's console log and the place is printed.
 */
final class GuestMachine
    implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {

  private static final Duration SOON = Duration.ofSeconds(60);

  private final String name;
  private final UnaryOperator<MachineBuilder> shape;
  private VirtualMachine machine;

  GuestMachine(String name, UnaryOperator<MachineBuilder> shape) {
    this.name = name;
    this.shape = shape;
  }

  VirtualMachine get() {
    return machine;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    machine = shape.apply(VirtualMachine.builder(name, GuestImage.require())).boot();
    for (String functions : List.of("host.sh", "target.sh", "devices.sh", "roce.sh")) {
      machine.succeed(
          "cat > /run/%s <<'END-OF-FILE'\n%sEND-OF-FILE\n".formatted(functions, text(functions)),
          SOON);
    }
  }

  private static String text(String resource) throws IOException {
    try (var stream = GuestMachine.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IOException("no resource " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isPresent()) {
      var file = machine.logs().resolve(context.getRequiredTestMethod().getName() + "-dmesg.txt");
      Files.writeString(file, machine.dmesg());
      System.err.println(context.getDisplayName() + " failed; kernel messages: " + file);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (machine != null) {
      machine.close();
    }
  }
}
