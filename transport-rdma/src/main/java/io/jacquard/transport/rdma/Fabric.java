package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.RdmaCm;
import com.ibm.disni.verbs.RdmaVerbs;
import io.jacquard.transport.rdma.verbs.ExtendedCm;
import io.jacquard.transport.rdma.verbs.ExtendedVerbs;
import io.jacquard.transport.rdma.verbs.NativeProvider;
import java.io.IOException;

/**
 * DiSNI's two interfaces, as an extended provider implements them.
 *
 * @param cm connection management
 * @param verbs everything else
 */
record Fabric(ExtendedCm cm, ExtendedVerbs verbs) {

  /** What DiSNI's provider of this program gives; it must have been installed. */
  static Fabric open() throws IOException {
    if (RdmaCm.open() instanceof ExtendedCm cm && RdmaVerbs.open() instanceof ExtendedVerbs verbs) {
      return new Fabric(cm, verbs);
    }
    throw new IOException(
        "DiSNI's own provider cannot carry NVMe/RDMA: it drops the private data of connection"
            + " requests, acceptances and refusals, lets no READ depth be agreed on, and has neither"
            + " IPv6, nor shared receive queues, nor descriptors to wait for; take the built-in one,"
            + " without -D"
            + NativeProvider.PROVIDER_PROPERTY);
  }
}
