package io.jacquard.target.controller;

import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.IndependentIdentifyNamespace;
import io.jacquard.nvme.identify.LbaFormat;
import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Structure;
import io.jacquard.target.namespace.NvmLimits;
import io.jacquard.target.subsystem.ExportedNamespace;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** What Identify tells of a namespace. */
final class NamespaceStructures {
  private static final int LARGEST_16_BITS = 0xFFFF;

  private NamespaceStructures() {}

  /** Identify Namespace, CNS 00h (NVM Command Set 1.1, 4.1.5.1). */
  static Consumer<ByteBuffer> identifyNamespace(ExportedNamespace namespace) {
    NamespaceGeometry geometry = namespace.medium().geometry();
    NamespaceIdentity identity = namespace.identity();
    ByteBuffer nguid = ByteBuffer.allocate(Nguid.BYTES);
    identity.nguid().encode(nguid, 0);
    ByteBuffer eui64 = ByteBuffer.allocate(Eui64.BYTES);
    identity.eui64().encode(eui64, 0);
    Structure.Builder<IdentifyNamespace> fields =
        IdentifyNamespace.builder()
            .set(IdentifyNamespace.NSZE, geometry.blocks())
            .set(IdentifyNamespace.NCAP, geometry.blocks())
            .set(IdentifyNamespace.NUSE, geometry.blocks())
            .setInt(IdentifyNamespace.lbaf(0), LbaFormat.ofBlockSize(geometry.blockSize()).encode())
            .set(IdentifyNamespace.NMIC, IdentifyNamespace.NMIC_SHARED)
            .set(IdentifyNamespace.DLFEAT, deallocation(namespace, geometry))
            .setBig(IdentifyNamespace.NVMCAP, BigInteger.valueOf(geometry.bytes()))
            .set(
                IdentifyNamespace.NSATTR,
                geometry.readOnly() ? IdentifyNamespace.NSATTR_WRITE_PROTECTED : 0)
            .setBytes(IdentifyNamespace.NGUID, nguid.array())
            .setBytes(IdentifyNamespace.EUI64, eui64.array());
    int features =
        IdentifyNamespace.NSFEAT_ATOMICITY | IdentifyNamespace.NSFEAT_OPTIMAL_PERFORMANCE;
    fields.set(IdentifyNamespace.NSFEAT, features);
    // After a power failure a write may be there in part, down to one block.
    zeroBased(fields, IdentifyNamespace.NAWUN, geometry.atomicWriteBlocks());
    zeroBased(fields, IdentifyNamespace.NACWU, geometry.atomicWriteBlocks());
    zeroBased(fields, IdentifyNamespace.NPWG, geometry.preferredWriteBlocks());
    zeroBased(fields, IdentifyNamespace.NPWA, geometry.preferredWriteBlocks());
    zeroBased(fields, IdentifyNamespace.NOWS, geometry.optimalWriteBlocks());
    zeroBased(fields, IdentifyNamespace.NPDG, geometry.preferredDeallocateBlocks());
    zeroBased(fields, IdentifyNamespace.NPDA, geometry.preferredDeallocateBlocks());
    if (namespace.medium().capabilities().contains(Capability.COPY)) {
      int blockSize = geometry.blockSize();
      fields
          .set(IdentifyNamespace.MSSRL, NvmLimits.copyRangeBlocks(blockSize))
          .set(IdentifyNamespace.MCL, NvmLimits.copyBlocks(blockSize))
          .set(IdentifyNamespace.MSRC, NvmLimits.COPY_RANGES - 1);
    }
    return fields.build()::encode;
  }

  private static int deallocation(ExportedNamespace namespace, NamespaceGeometry geometry) {
    if (!geometry.deallocatedReadsZero()) {
      return 0;
    }
    boolean writeZeroes = namespace.medium().capabilities().contains(Capability.WRITE_ZEROES);
    return IdentifyNamespace.DLFEAT_READS_ZERO
        | (writeZeroes ? IdentifyNamespace.DLFEAT_WRITE_ZEROES_DEALLOCATES : 0);
  }

  private static void zeroBased(
      Structure.Builder<IdentifyNamespace> fields, Layout.Field field, int count) {
    fields.set(field, Math.min(count - 1, LARGEST_16_BITS));
  }

  /** The I/O command set independent structure, CNS 08h (NVMe Base 2.1, 5.1.13.2.8). */
  static Consumer<ByteBuffer> independent(ExportedNamespace namespace) {
    boolean readOnly = namespace.medium().geometry().readOnly();
    return IndependentIdentifyNamespace.builder()
            .set(IndependentIdentifyNamespace.NMIC, IndependentIdentifyNamespace.NMIC_SHARED)
            .set(
                IndependentIdentifyNamespace.NSATTR,
                readOnly ? IndependentIdentifyNamespace.NSATTR_WRITE_PROTECTED : 0)
            .set(IndependentIdentifyNamespace.NSTAT, IndependentIdentifyNamespace.NSTAT_READY)
            .build()
        ::encode;
  }
}
