package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.LinuxMemory;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Namespaces in memory: {@code mem:SIZE[?block=512|4096][&zoned...]}, zoned ones with {@link
 * ZonedMemoryOptions}. Contents live as long as the namespace; memory is taken when blocks are
 * first written.
 */
public final class MemoryProvider implements NamespaceProvider {
  private static final Set<String> OPTIONS = options();

  private static Set<String> options() {
    Set<String> all = new HashSet<>(ZonedMemoryOptions.NAMES);
    all.add(BlockSizeOption.NAME);
    return Set.copyOf(all);
  }

  @Override
  public Set<String> schemes() {
    return Set.of("mem");
  }

  @Override
  public void check(NamespaceUri uri) {
    uri.allowOnly(OPTIONS);
    zones(uri);
  }

  private static long bytes(NamespaceUri uri) {
    return BlockSizeOption.sizeIn(uri, ByteSize.parse(uri.target()), BlockSizeOption.of(uri));
  }

  private static Optional<ZonedMemoryOptions> zones(NamespaceUri uri) {
    return ZonedMemoryOptions.of(uri, bytes(uri), BlockSizeOption.of(uri));
  }

  @Override
  public Namespace open(NamespaceUri uri) throws IOException {
    check(uri);
    int block = BlockSizeOption.of(uri);
    long bytes = bytes(uri);
    int pageBlocks = Math.max(1, LinuxMemory.PAGE / block);
    NamespaceGeometry geometry =
        new NamespaceGeometry(
            block,
            bytes / block,
            false,
            false,
            true,
            pageBlocks,
            pageBlocks,
            pageBlocks,
            NvmLimits.atomicBlocks(block));
    Namespace memory =
        LocalNamespace.inline(
            new MemoryStore(bytes),
            geometry,
            EnumSet.complementOf(EnumSet.of(Capability.PASSTHROUGH)),
            "memory",
            new AccessPath("mem", "emu", "none", "none"));
    return zones(uri).map(zoned -> over(memory, zoned)).orElse(memory);
  }

  private static Namespace over(Namespace memory, ZonedMemoryOptions zoned) {
    return new ZonedNamespace(
        memory,
        zoned.geometry(),
        new MemoryZones(zoned.count(), zoned.geometry(), zoned.capacity()));
  }
}
