package io.jacquard.nvme.discovery;

import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.identity.AddressFamily;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Discovery Log Page Entry, 1024 bytes (NVMe Base 2.1, 5.1.12, Figure "Discovery Log Page Entry
 * Data Structure"): one way to a subsystem or to another discovery service.
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class DiscoveryLogEntry extends Structure {
  /** Size on the wire. */
  public static final int BYTES = 1024;

  private static final Layout.Builder FIELDS = Layout.of("Discovery Log Page Entry", BYTES);

  public static final Layout.Field TRTYPE = FIELDS.add("TRTYPE", 0, 1);
  public static final Layout.Field ADRFAM = FIELDS.add("ADRFAM", 1, 1);
  public static final Layout.Field SUBTYPE = FIELDS.add("SUBTYPE", 2, 1);
  public static final Layout.Field TREQ = FIELDS.add("TREQ", 3, 1);
  public static final Layout.Field PORTID = FIELDS.add("PORTID", 4, 2);
  public static final Layout.Field CNTLID = FIELDS.add("CNTLID", 6, 2);
  public static final Layout.Field ASQSZ = FIELDS.add("ASQSZ", 8, 2);
  public static final Layout.Field EFLAGS = FIELDS.add("EFLAGS", 10, 2);
  public static final Layout.Field TRSVCID = FIELDS.add("TRSVCID", 32, 32);
  public static final Layout.Field SUBNQN = FIELDS.add("SUBNQN", 256, 256);
  public static final Layout.Field TRADDR = FIELDS.add("TRADDR", 512, 256);

  /** Transport Specific Address Subtype, first byte: SECTYPE over TCP, RDMA_QPTYPE over RDMA. */
  public static final Layout.Field TSAS_0 = FIELDS.add("TSAS 0", 768, 1);

  /** Second byte: RDMA_PRTYPE over RDMA. */
  public static final Layout.Field TSAS_1 = FIELDS.add("TSAS 1", 769, 1);

  /** Third byte: RDMA_CMS over RDMA. */
  public static final Layout.Field TSAS_2 = FIELDS.add("TSAS 2", 770, 1);

  /** The rest; over RDMA bytes 8 and 9 of TSAS are RDMA_PKEY. */
  public static final Layout.Field TSAS_REST = FIELDS.add("TSAS 3 to 255", 771, 253);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.reserved(12, 20).reserved(64, 192).build();

  /** SUBTYPE: referral to another discovery service. */
  public static final int SUBTYPE_REFERRAL = 1;

  /** SUBTYPE: an NVM subsystem. */
  public static final int SUBTYPE_NVM = 2;

  /** SUBTYPE: the discovery subsystem that is asked. */
  public static final int SUBTYPE_CURRENT_DISCOVERY = 3;

  /** TREQ bits 1:0: whether a secure channel is needed is not specified. */
  public static final int TREQ_SECURE_CHANNEL_NOT_SPECIFIED = 0;

  /** TREQ bits 1:0: a secure channel is required. */
  public static final int TREQ_SECURE_CHANNEL_REQUIRED = 1;

  /** TREQ bits 1:0: a secure channel is not required. */
  public static final int TREQ_SECURE_CHANNEL_NOT_REQUIRED = 2;

  /** TREQ: the controller can turn SQ flow control off. */
  public static final int TREQ_SQ_FLOW_CONTROL_DISABLE = 1 << 2;

  /** EFLAGS: another entry leads to the same information. */
  public static final int EFLAGS_DUPLICATE = 1;

  /** EFLAGS: explicit persistent connections are supported. */
  public static final int EFLAGS_PERSISTENT_CONNECTION = 1 << 1;

  /** SECTYPE of NVMe/TCP: no transport security. */
  public static final int SECTYPE_NONE = 0;

  /** SECTYPE of NVMe/TCP: TLS 1.3 or later. */
  public static final int SECTYPE_TLS13 = 2;

  /** RDMA_QPTYPE: reliable connected. */
  public static final int RDMA_QPTYPE_CONNECTED = 1;

  /** RDMA_PRTYPE: the provider, such as RoCE or iWARP, is not specified. */
  public static final int RDMA_PRTYPE_NOT_SPECIFIED = 1;

  /** RDMA_CMS: connections are made by the RDMA connection manager. */
  public static final int RDMA_CMS_RDMA_CM = 1;

  /** The smallest Admin Max SQ Size, in entries. */
  public static final int MIN_ADMIN_QUEUE_ENTRIES = 32;

  private DiscoveryLogEntry(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 1024 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static DiscoveryLogEntry decode(ByteBuffer source) {
    return new DiscoveryLogEntry(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<DiscoveryLogEntry> builder() {
    return new Builder<>(LAYOUT, DiscoveryLogEntry::decode);
  }

  /**
   * Starts with the entry of a subsystem of the dynamic controller model with an admin queue of 32
   * entries, to which the caller adds TREQ and EFLAGS. TSAS says over RDMA that the queue pairs are
   * reliable connected ones, made by the connection manager, and over TCP that there is no TLS.
   *
   * @param subtype one of the {@code SUBTYPE_} constants
   * @param address where the host connects to, never a wildcard
   * @param portId identifies the port within the subsystem, 0 to FFFFh
   */
  public static Builder<DiscoveryLogEntry> builder(
      int subtype, TransportAddress address, int portId, Nqn subnqn) {
    if (address.isWildcard()) {
      throw new IllegalArgumentException(address + " leads to no host, it cannot be announced");
    }
    ByteBuffer name = ByteBuffer.allocate(Nqn.FIELD_BYTES);
    subnqn.encode(name, 0);
    boolean rdma = address.type() == TransportType.RDMA;
    return builder()
        .set(TSAS_0, rdma ? RDMA_QPTYPE_CONNECTED : SECTYPE_NONE)
        .set(TSAS_1, rdma ? RDMA_PRTYPE_NOT_SPECIFIED : 0)
        .set(TSAS_2, rdma ? RDMA_CMS_RDMA_CM : 0)
        .set(TRTYPE, address.type().code())
        .set(ADRFAM, address.family().code())
        .set(SUBTYPE, subtype)
        .set(PORTID, portId)
        .set(CNTLID, ConnectData.CNTLID_DYNAMIC)
        .set(ASQSZ, MIN_ADMIN_QUEUE_ENTRIES)
        .setText(TRSVCID, address.trsvcid())
        .setText(TRADDR, address.traddr())
        .setBytes(SUBNQN, name.array());
  }

  /** What the entry leads to, one of the {@code SUBTYPE_} constants or a reserved value. */
  public int subtype() {
    return getInt(SUBTYPE);
  }

  /** The subsystem's name; empty if the field is no valid name. */
  public Optional<Nqn> subnqn() {
    try {
      return Optional.of(Nqn.decode(bytes(), 0, SUBNQN.offset(), LAYOUT.name(), SUBNQN.name()));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /** Where to connect to; empty if a type is not known or the address does not fit it. */
  public Optional<TransportAddress> address() {
    Optional<TransportType> type = TransportType.ofCode(getInt(TRTYPE));
    Optional<AddressFamily> family = AddressFamily.ofCode(getInt(ADRFAM));
    if (type.isEmpty() || family.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TransportAddress(type.get(), family.get(), getText(TRADDR), getText(TRSVCID)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // what a controller announces is not always an address
    }
  }
}
