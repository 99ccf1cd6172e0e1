import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies a jar with the class files of before Java 6 written as those of Java 8, which say what
 * types there are where a method branches. Without that they are verified in a way of their own,
 * which is slow, and Java keeps them in no archive.
 *
 * <pre>java ClassFiles.java FROM TO</pre>
 */
final class ClassFiles {

  private static final int MAJOR_VERSION_AT = 6;
  private static final int JAVA_6 = 50;
  private static final ClassTransform AS_OF_JAVA_8 =
      ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
          .andThen(
              (target, element) ->
                  target.with(
                      element instanceof ClassFileVersion
                          ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                          : element));

  private ClassFiles() {}

  public static void main(String[] arguments) throws IOException {
    Path from = Path.of(arguments[0]);
    try (URLClassLoader classes = new URLClassLoader(new URL[] {from.toUri().toURL()});
        ZipFile jar = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(Path.of(arguments[1]));
        ZipOutputStream copy = new ZipOutputStream(file)) {
      ClassFile format =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(classes)));
      for (ZipEntry entry : Collections.list(jar.entries())) {
        byte[] content = jar.getInputStream(entry).readAllBytes();
        ZipEntry copied = new ZipEntry(entry.getName());
        copied.setTime(entry.getTime());
        copy.putNextEntry(copied);
        copy.write(isOld(entry, content) ? rewritten(format, content) : content);
      }
    }
  }

  private static boolean isOld(ZipEntry entry, byte[] content) {
    return entry.getName().endsWith(".class")
        && ((content[MAJOR_VERSION_AT] & 0xFF) << 8 | content[MAJOR_VERSION_AT + 1] & 0xFF)
            < JAVA_6;
  }

  private static byte[] rewritten(ClassFile format, byte[] content) {
    return format.transformClass(format.parse(content), AS_OF_JAVA_8);
  }
}
