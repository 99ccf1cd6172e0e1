package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.identity.AddressFamily;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportType;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows a discovery log as nvme-cli does. */
final class DiscoveryText {
  private final DiscoveryLog log;

  DiscoveryText(DiscoveryLog log) {
    this.log = log;
  }

  String lines() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%nDiscovery Log Number of Records %d, Generation counter %s%n"
            .formatted(log.entries().size(), Long.toUnsignedString(log.genctr())));
    for (int i = 0; i < log.entries().size(); i++) {
      text.append("=====Discovery Log Entry %d======%n".formatted(i));
      fields(log.entries().get(i))
          .forEach((name, value) -> text.append(String.format("%-8s %s%n", name + ":", value)));
    }
    return text.toString();
  }

  ObjectNode json() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("genctr", log.genctr());
    var records = object.putArray("records");
    for (DiscoveryLogEntry entry : log.entries()) {
      ObjectNode entryObject = records.addObject();
      fields(entry)
          .forEach(
              (name, value) -> {
                if (value instanceof Integer number) {
                  entryObject.put(name, number);
                } else {
                  entryObject.put(name, value.toString());
                }
              });
    }
    return object;
  }

  private static Map<String, Object> fields(DiscoveryLogEntry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    int type = entry.getInt(DiscoveryLogEntry.TRTYPE);
    fields.put(
        "trtype", TransportType.ofCode(type).map(TransportType::toString).orElse("unrecognized"));
    fields.put("adrfam", family(entry));
    fields.put("subtype", subtype(entry.subtype()));
    fields.put("treq", treq(entry.getInt(DiscoveryLogEntry.TREQ)));
    fields.put("portid", entry.getInt(DiscoveryLogEntry.PORTID));
    fields.put("trsvcid", entry.getText(DiscoveryLogEntry.TRSVCID));
    fields.put("subnqn", entry.subnqn().map(Nqn::value).orElse("(not an NQN)"));
    fields.put("traddr", entry.getText(DiscoveryLogEntry.TRADDR));
    fields.put("eflags", eflags(entry.getInt(DiscoveryLogEntry.EFLAGS)));
    if (type == TransportType.RDMA.code()) {
      fields.put("rdma_prtype", providerType(entry.getInt(DiscoveryLogEntry.TSAS_1)));
      fields.put("rdma_qptype", queuePairType(entry.getInt(DiscoveryLogEntry.TSAS_0)));
      fields.put("rdma_cms", connectionService(entry.getInt(DiscoveryLogEntry.TSAS_2)));
    } else if (type == TransportType.TCP.code()) {
      fields.put("sectype", security(entry.getInt(DiscoveryLogEntry.TSAS_0)));
    }
    return fields;
  }

  private static String family(DiscoveryLogEntry entry) {
    return AddressFamily.ofCode(entry.getInt(DiscoveryLogEntry.ADRFAM))
        .map(
            family ->
                switch (family) {
                  case INFINIBAND -> "infiniband";
                  case FIBRE_CHANNEL -> "fibre-channel";
                  default -> family.toString();
                })
        .orElse("unrecognized");
  }

  private static String subtype(int subtype) {
    return switch (subtype) {
      case DiscoveryLogEntry.SUBTYPE_REFERRAL -> "discovery subsystem referral";
      case DiscoveryLogEntry.SUBTYPE_NVM -> "nvme subsystem";
      case DiscoveryLogEntry.SUBTYPE_CURRENT_DISCOVERY -> "current discovery subsystem";
      default -> "unrecognized";
    };
  }

  private static String treq(int treq) {
    String secure =
        switch (treq & 3) {
          case DiscoveryLogEntry.TREQ_SECURE_CHANNEL_NOT_SPECIFIED -> "not specified";
          case DiscoveryLogEntry.TREQ_SECURE_CHANNEL_REQUIRED -> "required";
          case DiscoveryLogEntry.TREQ_SECURE_CHANNEL_NOT_REQUIRED -> "not required";
          default -> "unrecognized";
        };
    return (treq & DiscoveryLogEntry.TREQ_SQ_FLOW_CONTROL_DISABLE) == 0
        ? secure
        : secure + ", sq flow control disable supported";
  }

  private static String eflags(int eflags) {
    boolean duplicate = (eflags & DiscoveryLogEntry.EFLAGS_DUPLICATE) != 0;
    boolean explicit = (eflags & DiscoveryLogEntry.EFLAGS_PERSISTENT_CONNECTION) != 0;
    if (duplicate && explicit) {
      return "explicit discovery connections, duplicate discovery information";
    }
    if (explicit) {
      return "explicit discovery connections";
    }
    return duplicate ? "duplicate discovery information" : "none";
  }

  private static String security(int type) {
    return switch (type) {
      case DiscoveryLogEntry.SECTYPE_NONE -> "none";
      case 1 -> "tls";
      case DiscoveryLogEntry.SECTYPE_TLS13 -> "tls13";
      default -> "unrecognized";
    };
  }

  private static String providerType(int type) {
    return switch (type) {
      case 1 -> "not specified";
      case 2 -> "infiniband";
      case 3 -> "roce";
      case 4 -> "roce-v2";
      case 5 -> "iwarp";
      default -> "unrecognized";
    };
  }

  private static String queuePairType(int type) {
    return switch (type) {
      case 1 -> "connected";
      case 2 -> "datagram";
      default -> "unrecognized";
    };
  }

  private static String connectionService(int type) {
    return type == 1 ? "rdma-cm" : "unrecognized";
  }
}
