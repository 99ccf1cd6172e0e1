package io.jacquard.lab.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;

/**
 * Finds synchronized methods and synchronized blocks; ArchUnit's model does not hold the latter.
 */
final class MonitorUse extends ArchCondition<JavaClass> {
  MonitorUse() {
    super("use synchronized");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    ClassModel model = ClassFile.of().parse(bytesOf(type));
    for (MethodModel method : model.methods()) {
      if (entersMonitor(method)) {
        String message =
            "%s.%s is or holds a synchronized section"
                .formatted(type.getName(), method.methodName().stringValue());
        events.add(SimpleConditionEvent.satisfied(type, message));
      }
    }
  }

  private static boolean entersMonitor(MethodModel method) {
    return method.flags().has(AccessFlag.SYNCHRONIZED)
        || method.code().stream()
            .flatMap(code -> code.elementStream())
            .anyMatch(
                element ->
                    element instanceof MonitorInstruction monitor
                        && monitor.opcode() == Opcode.MONITORENTER);
  }

  private static byte[] bytesOf(JavaClass type) {
    try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class file of " + type.getName(), e);
    }
  }
}
