package io.jacquard.transport.rdma.verbs;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import com.ibm.disni.util.StopWatch;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for DiSNI's class {@code NativeAffinity}, which each of its completion threads calls
 * first and which does not load without DiSNI's own C library. A class of that name, with the same
 * methods, is put into DiSNI's package before DiSNI looks for it; it calls {@link ThreadAffinity}.
 */
final class DisniAffinity {
  private static final Logger LOG = LoggerFactory.getLogger(DisniAffinity.class);
  private static final ClassDesc STAND_IN = ClassDesc.of("com.ibm.disni.util.NativeAffinity");
  private static final ClassDesc AFFINITY = ClassDesc.of(ThreadAffinity.class.getName());
  private static final MethodTypeDesc SETTER = MethodTypeDesc.of(CD_void, CD_long);
  private static final MethodTypeDesc GETTER = MethodTypeDesc.of(CD_long);

  private DisniAffinity() {}

  /** Defines the class, unless DiSNI has loaded its own. */
  static void install() {
    try {
      MethodHandles.privateLookupIn(StopWatch.class, MethodHandles.lookup()).defineClass(bytes());
    } catch (LinkageError alreadyThere) {
      LOG.debug("DiSNI's own NativeAffinity is loaded already");
    } catch (IllegalAccessException e) {
      LOG.warn("DiSNI's completion threads will not start: {}", e.getMessage());
    }
  }

  private static byte[] bytes() {
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
    return ClassFile.of()
        .build(
            STAND_IN,
            type ->
                type.withFlags(ClassFile.ACC_PUBLIC)
                    .withMethodBody(
                        "setAffinity",
                        SETTER,
                        flags,
                        code -> code.lload(0).invokestatic(AFFINITY, "set", SETTER).return_())
                    .withMethodBody(
                        "getAffinity",
                        GETTER,
                        flags,
                        code -> code.invokestatic(AFFINITY, "get", GETTER).lreturn()));
  }
}
