package io.jacquard.nvme.command;

import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;

/**
 * The data of a {@link Connect} command, 1024 bytes (NVMe Base 2.1, 6.3, Figure "Connect Command -
 * Data"). NQNs are of any format: whether they are known is the controller's business.
 *
 * <p>The specification demands a Host NQN, but there are hosts without one (SPDK's perf, unless
 * told otherwise); controllers that allow any host take them.
 *
 * @param hostId the host identifier; may be zero for I/O queues
 * @param cntlid Controller ID, 0 to FFFFh; see the {@code CNTLID_} constants
 * @param subnqn NVM Subsystem NQN
 * @param hostnqn Host NQN; empty if the host gives none
 */
public record ConnectData(HostId hostId, int cntlid, Nqn subnqn, Optional<Nqn> hostnqn) {
  /** Size on the wire. */
  public static final int BYTES = 1024;

  /** Byte offset of the Host Identifier. */
  public static final int HOSTID = 0;

  /** Byte offset of the Controller ID, 16 bits. */
  public static final int CNTLID = 16;

  /** Byte offset of the NVM Subsystem NQN. */
  public static final int SUBNQN = 256;

  /** Byte offset of the Host NQN. */
  public static final int HOSTNQN = 512;

  /** Controller ID of an admin queue of the dynamic controller model: allocate any. */
  public static final int CNTLID_DYNAMIC = 0xFFFF;

  /** Controller ID of an admin queue of the static controller model: any that is available. */
  public static final int CNTLID_STATIC_ANY = 0xFFFE;

  /** Highest Controller ID of a controller; those between it and FFFEh are reserved. */
  public static final int CNTLID_MAX = 0xFFEF;

  /** Every field of the data. */
  public static final Layout LAYOUT =
      Layout.of("Connect Data", BYTES)
          .field("HOSTID", HOSTID, HostId.BYTES)
          .field("CNTLID", CNTLID, 2)
          .reserved(18, 238)
          .field("SUBNQN", SUBNQN, Nqn.FIELD_BYTES)
          .field("HOSTNQN", HOSTNQN, Nqn.FIELD_BYTES)
          .reserved(768, 256)
          .build();

  /** Checks the values. */
  public ConnectData {
    Objects.requireNonNull(hostId, "hostId");
    Objects.requireNonNull(subnqn, "subnqn");
    Objects.requireNonNull(hostnqn, "hostnqn");
    FabricsEntry.check("CNTLID", cntlid, 0xFFFF);
  }

  /** The data of a host with a name. */
  public ConnectData(HostId hostId, int cntlid, Nqn subnqn, Nqn hostnqn) {
    this(hostId, cntlid, subnqn, Optional.of(hostnqn));
  }

  /**
   * Reads 1024 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes or an NQN is not one; its offset is what a
   *     controller reports as Invalid Parameter Offset
   */
  public static ConnectData decode(ByteBuffer source) {
    LAYOUT.requireRemaining(source);
    int base = source.position();
    ConnectData data =
        new ConnectData(
            HostId.decode(source, base + HOSTID),
            source.get(base + CNTLID) & 0xFF | (source.get(base + CNTLID + 1) & 0xFF) << 8,
            Nqn.decode(source, base, SUBNQN, LAYOUT.name(), "SUBNQN"),
            source.get(base + HOSTNQN) == 0
                ? Optional.empty()
                : Optional.of(Nqn.decode(source, base, HOSTNQN, LAYOUT.name(), "HOSTNQN")));
    source.position(base + BYTES);
    return data;
  }

  /** The Host NQN for people; never empty. */
  public String hostName() {
    return hostnqn.map(Nqn::value).orElse("(no Host NQN)");
  }

  /** Writes 1024 bytes at the buffer's position and moves it behind them. */
  public void encode(ByteBuffer target) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    hostId.encode(bytes, HOSTID);
    bytes.putShort(CNTLID, (short) cntlid);
    subnqn.encode(bytes, SUBNQN);
    hostnqn.ifPresent(name -> name.encode(bytes, HOSTNQN));
    target.put(bytes);
  }
}
