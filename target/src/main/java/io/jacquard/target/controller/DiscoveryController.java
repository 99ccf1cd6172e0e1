package io.jacquard.target.controller;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.log.CommandEffectsLog;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.wire.Structure;
import io.jacquard.target.definition.SubsystemDefinition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A discovery controller (NVMe Base 2.1, 3.1.3.3 "Discovery Controller"). A host that asks for keep
 * alive has an explicit persistent connection: it is told of changes of the log.
 */
public final class DiscoveryController extends Controller {
  /** How long a connection without keep alive may be silent. */
  static final Duration IDLE_LIMIT = Duration.ofMinutes(2);

  private static final Set<Integer> ADMIN_COMMANDS =
      Set.of(
          AdminOpcode.GET_LOG_PAGE,
          AdminOpcode.IDENTIFY,
          AdminOpcode.SET_FEATURES,
          AdminOpcode.GET_FEATURES,
          AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST,
          AdminOpcode.KEEP_ALIVE);

  private final DiscoverySource source;
  private final boolean persistent;
  private final KeepAlive idle;
  private final Features features;
  private final LogPages logPages;
  private ByteBuffer cachedLog = ByteBuffer.allocate(0);
  private long cachedGeneration = -1;
  private long toldGeneration;

  /** A controller whose ID is reserved. */
  public DiscoveryController(ControllerSeat seat, DiscoverySource source) {
    super(seat, ControllerProperties::discovery);
    this.source = source;
    this.persistent = seat.connect().kato() != 0;
    this.idle = new KeepAlive(loop(), this::traffic, this::idleTooLong);
    idle.timeoutMillis(IDLE_LIMIT.toMillis());
    int notices = AsyncEventConfiguration.DISCOVERY_LOG_PAGE;
    this.features = new Features(this, notices, persistent ? notices : 0);
    this.logPages = new LogPages(this, new Pages());
    this.toldGeneration = source.generation(host());
  }

  /** The association begins. */
  public void start() {
    begin();
  }

  @Override
  Set<Integer> adminCommands() {
    return ADMIN_COMMANDS;
  }

  @Override
  LogPages logPages() {
    return logPages;
  }

  @Override
  Features features() {
    return features;
  }

  @Override
  void identify(Command command) {
    if (Identify.decode(command.sqe()).cns() != Cns.IDENTIFY_CONTROLLER) {
      finish(command, Status.withDnr(Status.INVALID_FIELD), 0);
      return;
    }
    ByteBuffer name = ByteBuffer.allocate(Nqn.FIELD_BYTES);
    source.nqn().encode(name, 0);
    IdentifyController identity =
        ControllerIdentity.common(this, IdentifyController.CNTRLTYPE_DISCOVERY)
            .setText(IdentifyController.SN, ControllerIdentity.derivedSerial(source.nqn()))
            .setText(IdentifyController.MN, SubsystemDefinition.DEFAULT_MODEL)
            .setBytes(IdentifyController.SUBNQN, name.array())
            .setInt(IdentifyController.OAES, AsyncEventConfiguration.DISCOVERY_LOG_PAGE)
            .set(
                IdentifyController.CTRATT,
                IdentifyController.CTRATT_HOST_ID_128 | IdentifyController.CTRATT_TBKAS)
            .set(
                IdentifyController.LPA,
                IdentifyController.LPA_COMMAND_EFFECTS
                    | IdentifyController.LPA_EXTENDED_DATA
                    | ControllerIdentity.LPA_SUPPORTED_PAGES)
            .set(IdentifyController.MAXCMD, Export.ADMIN_QUEUE_ENTRIES)
            .set(IdentifyController.DCTYPE, IdentifyController.DCTYPE_DDC)
            .build();
    AdminData.reply(command, AdminData.encoded(Identify.DATA_BYTES, identity::encode), 0);
    finish(command, Status.SUCCESS, 0);
  }

  /** The log may have changed for this host; may be called from any thread. */
  public void logChanged() {
    Hop.to(loop(), this::logChangedHere);
  }

  private void logChangedHere() {
    long now = source.generation(host());
    if (now == toldGeneration) {
      return;
    }
    toldGeneration = now;
    if (features.wants(AsyncEventConfiguration.DISCOVERY_LOG_PAGE)) {
      events().raise(AsyncEvent.DISCOVERY_LOG_PAGE_CHANGE);
    }
  }

  private void idleTooLong() {
    endHere(
        CloseReason.of(
            CloseReason.Kind.KEEP_ALIVE_EXPIRED,
            "without keep alive and silent for " + IDLE_LIMIT));
  }

  @Override
  protected void onEnabled() {
    if (!persistent) {
      idle.start();
    }
  }

  @Override
  protected void onReset() {
    idle.stop();
    features.reset();
  }

  @Override
  protected void onShutdown(Runnable done) {
    idle.stop();
    done.run();
  }

  @Override
  protected void onEnd(CloseReason reason) {
    idle.stop();
    source.ended(this);
  }

  @Override
  protected boolean isAlone() {
    return true;
  }

  @Override
  public void subsystemChanged(Set<Integer> changed) {
    // There are no namespaces.
  }

  @Override
  public CompletableFuture<Void> stop(CloseReason reason) {
    end(reason);
    return gone();
  }

  /** The log pages of a discovery controller. */
  private final class Pages implements LogPages.Source {
    private static final Set<Integer> ALL =
        Set.of(
            LogPageId.ERROR_INFORMATION,
            LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS,
            LogPageId.FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS,
            LogPageId.DISCOVERY);

    @Override
    public Set<Integer> pages() {
      return ALL;
    }

    @Override
    public Optional<ByteBuffer> page(GetLogPage request) {
      return switch (request.lid()) {
        case LogPageId.ERROR_INFORMATION -> Optional.of(errorLog().page());
        case LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS -> Optional.of(commands());
        case LogPageId.FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS -> Optional.of(features.effects());
        case LogPageId.DISCOVERY -> Optional.of(discovery());
        default -> Optional.empty();
      };
    }

    private ByteBuffer commands() {
      Structure.Builder<CommandEffectsLog> log = CommandEffectsLog.builder();
      ADMIN_COMMANDS.forEach(
          opcode -> log.set(CommandEffectsLog.admin(opcode), CommandEffectsLog.SUPPORTED));
      log.set(CommandEffectsLog.admin(AdminOpcode.FABRICS), CommandEffectsLog.SUPPORTED);
      return LogPages.bytesOf(log.build());
    }

    /** Made once for each generation: hosts read long logs in many parts. */
    private ByteBuffer discovery() {
      long generation = source.generation(host());
      if (generation != cachedGeneration) {
        DiscoveryLog log = source.log(host(), hostQueue().connection().localAddress(), portId());
        cachedLog = AdminData.encoded(log.bytes(), log::encode);
        cachedGeneration = log.genctr();
      }
      return cachedLog;
    }
  }
}
