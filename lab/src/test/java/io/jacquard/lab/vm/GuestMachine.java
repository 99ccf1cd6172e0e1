package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One virtual machine for all the tests of a class, registered as a static extension. When a test
 * fails, the guest's kernel messages are written beside the machine's console log and the place is
 * printed.
 */
final class GuestMachine
    implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {

  private final String name;
  private final UnaryOperator<VirtualMachine.Builder> shape;
  private VirtualMachine machine;

  GuestMachine(String name, UnaryOperator<VirtualMachine.Builder> shape) {
    this.name = name;
    this.shape = shape;
  }

  VirtualMachine get() {
    return machine;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    machine = shape.apply(VirtualMachine.builder(name, GuestImage.require())).boot();
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
