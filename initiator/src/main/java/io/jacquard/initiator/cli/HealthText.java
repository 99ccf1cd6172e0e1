package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.nvme.log.SmartHealthLog;
import io.jacquard.nvme.wire.Layout;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows the health log with nvme-cli's names. */
final class HealthText {
  private static final Map<String, Layout.Field> FIELDS = fields();
  private static final int ZERO_CELSIUS = 273;

  private HealthText() {}

  private static Map<String, Layout.Field> fields() {
    Map<String, Layout.Field> all = new LinkedHashMap<>();
    all.put("critical_warning", SmartHealthLog.CW);
    all.put("temperature", SmartHealthLog.CTEMP);
    all.put("avail_spare", SmartHealthLog.AVSP);
    all.put("spare_thresh", SmartHealthLog.AVSPT);
    all.put("percent_used", SmartHealthLog.PUSED);
    all.put("endurance_grp_critical_warning_summary", SmartHealthLog.EGCWS);
    all.put("data_units_read", SmartHealthLog.DUR);
    all.put("data_units_written", SmartHealthLog.DUW);
    all.put("host_read_commands", SmartHealthLog.HRC);
    all.put("host_write_commands", SmartHealthLog.HWC);
    all.put("controller_busy_time", SmartHealthLog.CBT);
    all.put("power_cycles", SmartHealthLog.PWRC);
    all.put("power_on_hours", SmartHealthLog.POH);
    all.put("unsafe_shutdowns", SmartHealthLog.UPL);
    all.put("media_errors", SmartHealthLog.MDIE);
    all.put("num_err_log_entries", SmartHealthLog.NEILE);
    all.put("warning_temp_time", SmartHealthLog.WCTT);
    all.put("critical_comp_time", SmartHealthLog.CCTT);
    return all;
  }

  static Shown of(SmartHealthLog log, ByteBuffer data) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    StringBuilder lines = new StringBuilder();
    FIELDS.forEach(
        (name, field) -> {
          json.put(name, log.getBig(field));
          lines.append(String.format("%-39s : %s%s%n", name, log.getBig(field), unit(field, log)));
        });
    return new Shown(lines.toString(), json, data);
  }

  private static String unit(Layout.Field field, SmartHealthLog log) {
    if (field.equals(SmartHealthLog.CTEMP)) {
      return " K (" + (log.getInt(field) - ZERO_CELSIUS) + " Celsius)";
    }
    boolean share =
        field.equals(SmartHealthLog.AVSP)
            || field.equals(SmartHealthLog.AVSPT)
            || field.equals(SmartHealthLog.PUSED);
    return share ? "%" : "";
  }
}
