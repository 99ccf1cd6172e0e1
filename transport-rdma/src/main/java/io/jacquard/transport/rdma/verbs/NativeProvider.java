package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.RdmaProvider;
import java.io.IOException;
import java.lang.reflect.Field;

/**
 * The provider under DiSNI's API that calls librdmacm and libibverbs through java.lang.foreign, in
 * place of DiSNI's own, which needs a C library of its own and drops the private data of connection
 * requests, replies and refusals.
 */
public final class NativeProvider extends RdmaProvider {
  /**
   * System property that chooses the provider: {@value #NATIVE}, which is this one, or {@value
   * #DISNI}, which leaves DiSNI its own, where its library libdisni is installed, to compare
   * programs that are written for DiSNI. It cannot carry NVMe.
   */
  public static final String PROVIDER_PROPERTY = "jacquard.rdma.provider";

  private static final String NATIVE = "native";
  private static final String DISNI = "disni";
  private static final int VERSION = 2;

  private final NativeCm cm = new NativeCm();
  private final NativeVerbs verbs = new NativeVerbs();

  private NativeProvider() {}

  /**
   * Makes this the provider of all of DiSNI in this program, unless another one was chosen;
   * harmless when repeated.
   *
   * @throws RdmaUnavailableException if a library that the chosen provider needs is missing
   * @throws IOException if the property names no provider
   */
  public static void install() throws IOException {
    synchronized (RdmaProvider.class) {
      String wanted = System.getProperty(PROVIDER_PROPERTY, NATIVE);
      switch (wanted) {
        case DISNI -> requireDisni();
        case NATIVE -> installNative();
        default ->
            throw new IOException(
                "%s=%s: there is no such provider; it is %s or %s"
                    .formatted(PROVIDER_PROPERTY, wanted, NATIVE, DISNI));
      }
    }
  }

  private static void installNative() throws IOException {
    if (!isChosen()) {
      RdmaLibraries.require();
      install(new NativeProvider());
      DisniAffinity.install();
    }
  }

  /**
   * Makes {@code provider} that of all of DiSNI in this program. DiSNI has no other way to choose
   * one than to write its field.
   */
  public static void install(RdmaProvider provider) throws IOException {
    try {
      field().set(null, provider);
    } catch (ReflectiveOperationException e) {
      throw new IOException("this version of DiSNI does not let its provider be chosen", e);
    }
  }

  private static void requireDisni() throws IOException {
    try {
      provider();
    } catch (LinkageError e) {
      // Of the second attempt in a process it is another one.
      throw new RdmaUnavailableException(
          "%s=%s needs libdisni, which java.library.path does not lead to; leave the property out, or add the directory of libdisni.so by -Djava.library.path"
              .formatted(PROVIDER_PROPERTY, DISNI),
          e);
    }
  }

  private static boolean isChosen() throws IOException {
    try {
      return field().get(null) != null;
    } catch (ReflectiveOperationException e) {
      throw new IOException("this version of DiSNI does not let its provider be chosen", e);
    }
  }

  private static Field field() throws ReflectiveOperationException {
    Field provider = RdmaProvider.class.getDeclaredField("provider");
    provider.setAccessible(true);
    return provider;
  }

  @Override
  public ExtendedCm openCm() {
    return cm;
  }

  @Override
  public ExtendedVerbs openVerbs() {
    return verbs;
  }

  @Override
  public int getVersion() {
    return VERSION;
  }
}
