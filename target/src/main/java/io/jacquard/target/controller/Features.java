package io.jacquard.target.controller;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.feature.FeatureSelect;
import io.jacquard.nvme.log.FeatureEffectsLog;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * Get Features and Set Features of one controller, with the two features that every kind of
 * controller has: Asynchronous Event Configuration and Keep Alive Timer. Confined to the
 * controller's loop.
 */
final class Features {
  private static final int MOST_DATA = 4096;

  private final Controller controller;
  private final Map<Integer, Feature> byId = new TreeMap<>();
  private final Feature.Kept asyncEvents;

  /**
   * The common features.
   *
   * @param notices the asynchronous events that the controller can send (OAES)
   * @param enabledNotices those that are sent unless the host says otherwise
   */
  Features(Controller controller, int notices, int enabledNotices) {
    this.controller = controller;
    int possible = notices | AsyncEventConfiguration.CRITICAL_WARNINGS;
    this.asyncEvents = new Feature.Kept(enabledNotices, value -> (value & ~possible) == 0);
    byId.put(FeatureId.ASYNC_EVENT_CONFIGURATION, asyncEvents);
    byId.put(FeatureId.KEEP_ALIVE_TIMER, new KeepAliveFeature(controller.keepAlive()));
  }

  /** Adds a feature that only this kind of controller has. */
  Features add(int fid, Feature feature) {
    byId.put(fid, feature);
    return this;
  }

  /** True if the host wants notices of this kind. */
  boolean wants(int notice) {
    return new AsyncEventConfiguration(asyncEvents.value()).has(notice);
  }

  /** True if there is such a feature. */
  boolean isKnown(int fid) {
    return byId.containsKey(fid);
  }

  /** The controller was reset. */
  void reset() {
    byId.values().forEach(Feature::reset);
  }

  /** What can be said on arrival of a Get Features or Set Features. */
  int check(Sqe sqe, int dataBytes) {
    Feature feature = byId.get(FeatureSelect.fid(sqe.cdw10()));
    if (feature == null) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    boolean set = sqe.opcode() == AdminOpcode.SET_FEATURES;
    if (set && FeatureSelect.save(sqe.cdw10())) {
      return Status.withDnr(Status.FEATURE_IDENTIFIER_NOT_SAVEABLE);
    }
    if (!set && FeatureSelect.of(sqe.cdw10()) > FeatureSelect.SUPPORTED_CAPABILITIES) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    boolean needsData =
        set || FeatureSelect.of(sqe.cdw10()) != FeatureSelect.SUPPORTED_CAPABILITIES;
    if (!set && needsData && !feature.has(sqe.cdw11())) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    // Tools often bring more room than a feature fills.
    if (dataBytes > MOST_DATA || (needsData && dataBytes < feature.dataBytes())) {
      return Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);
    }
    return Status.SUCCESS;
  }

  void get(Command command) {
    Sqe sqe = command.sqe();
    Feature feature = byId.get(FeatureSelect.fid(sqe.cdw10()));
    int value =
        switch (FeatureSelect.of(sqe.cdw10())) {
          case FeatureSelect.CURRENT -> feature.current(sqe.cdw11());
          case FeatureSelect.SUPPORTED_CAPABILITIES ->
              feature.isChangeable() ? FeatureSelect.CHANGEABLE : 0;
          // Nothing is saved, so what is restored by a reset is the default.
          default -> feature.initial(sqe.cdw11());
        };
    ByteBuffer data = AdminData.encoded(feature.dataBytes(), feature::data);
    AdminData.reply(command, data, 0);
    controller.finish(command, Status.SUCCESS, value & 0xFFFF_FFFFL);
  }

  void set(Command command) {
    Feature feature = byId.get(FeatureSelect.fid(command.sqe().cdw10()));
    Feature.Outcome outcome = feature.set(command);
    controller.finish(command, outcome.status(), outcome.result() & 0xFFFF_FFFFL);
  }

  /** The Feature Identifiers Supported and Effects log page. */
  ByteBuffer effects() {
    Structure.Builder<FeatureEffectsLog> log = FeatureEffectsLog.builder();
    byId.keySet()
        .forEach(
            fid ->
                log.set(
                    FeatureEffectsLog.feature(fid),
                    FeatureEffectsLog.SUPPORTED | FeatureEffectsLog.SCOPE_CONTROLLER));
    return LogPages.bytesOf(log.build());
  }
}
