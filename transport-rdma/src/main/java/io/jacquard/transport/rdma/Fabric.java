package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.RdmaCm;
import com.ibm.disni.verbs.RdmaVerbs;
import io.jacquard.transport.rdma.verbs.ExtendedCm;
import io.jacquard.transport.rdma.verbs.ExtendedVerbs;
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
    throw new IOException("DiSNI's provider lacks what NVMe/RDMA needs: private data, events");
  }
}
