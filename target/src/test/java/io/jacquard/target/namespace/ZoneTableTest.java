package io.jacquard.target.namespace;

import static io.jacquard.nvme.zone.ZoneState.CLOSED;
import static io.jacquard.nvme.zone.ZoneState.EMPTY;
import static io.jacquard.nvme.zone.ZoneState.EXPLICITLY_OPENED;
import static io.jacquard.nvme.zone.ZoneState.FULL;
import static io.jacquard.nvme.zone.ZoneState.IMPLICITLY_OPENED;
import static io.jacquard.nvme.zone.ZoneState.OFFLINE;
import static io.jacquard.nvme.zone.ZoneState.READ_ONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.nvme.zone.ZoneState;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ZoneTableTest {
  static final int ZONE = 16;
  static final int CAPACITY = 12;
  private static final int EXTENSION = 64;
  static final int[] ACTIONS = {
    ZoneSendAction.CLOSE,
    ZoneSendAction.FINISH,
    ZoneSendAction.OPEN,
    ZoneSendAction.RESET,
    ZoneSendAction.OFFLINE
  };

  static ZoneTable table(int zones, int maxOpen, int maxActive) {
    return new ZoneTable(
        zones, new ZoneGeometry(ZONE, maxOpen, maxActive, 0, true, false, EXTENSION), CAPACITY);
  }

  static int write(ZoneTable table, int zone, int blocks) {
    int status = table.admit(zone, table.writePointer(zone), blocks);
    if (status == Status.SUCCESS) {
      table.written(zone, blocks);
    }
    return status;
  }

  /** Brings zone 0 of a fresh table into a state. */
  private static ZoneTable in(ZoneState state) {
    ZoneTable table = table(4, 2, 3);
    switch (state) {
      case EMPTY -> {
        // As it is.
      }
      case IMPLICITLY_OPENED -> write(table, 0, 1);
      case EXPLICITLY_OPENED -> table.act(ZoneSendAction.OPEN, 0);
      case CLOSED -> {
        write(table, 0, 1);
        table.act(ZoneSendAction.CLOSE, 0);
      }
      case FULL -> write(table, 0, CAPACITY);
      case READ_ONLY -> table.wearOut(0);
      case OFFLINE -> {
        table.wearOut(0);
        table.act(ZoneSendAction.OFFLINE, 0);
      }
    }
    assertThat(table.state(0)).isEqualTo(state);
    return table;
  }

  /** The state that each action leads to; null where it is refused. */
  static Stream<Arguments> transitions() {
    return Stream.of(
        Arguments.of(EMPTY, null, FULL, EXPLICITLY_OPENED, EMPTY, null),
        Arguments.of(IMPLICITLY_OPENED, CLOSED, FULL, EXPLICITLY_OPENED, EMPTY, null),
        Arguments.of(EXPLICITLY_OPENED, CLOSED, FULL, EXPLICITLY_OPENED, EMPTY, null),
        Arguments.of(CLOSED, CLOSED, FULL, EXPLICITLY_OPENED, EMPTY, null),
        Arguments.of(FULL, null, FULL, null, EMPTY, null),
        Arguments.of(READ_ONLY, null, null, null, null, OFFLINE),
        Arguments.of(OFFLINE, null, null, null, null, OFFLINE));
  }

  @ParameterizedTest
  @MethodSource("transitions")
  void everyActionInEveryStateDoesWhatTheSpecificationSays(
      ZoneState from,
      ZoneState closed,
      ZoneState finished,
      ZoneState opened,
      ZoneState reset,
      ZoneState offline) {
    ZoneState[] expected = {closed, finished, opened, reset, offline};
    for (int i = 0; i < ACTIONS.length; i++) {
      ZoneTable table = in(from);
      int status = table.act(ACTIONS[i], 0);
      if (expected[i] == null) {
        assertThat(Status.code(status)).isEqualTo(Status.INVALID_ZONE_STATE_TRANSITION);
        assertThat(Status.dnr(status)).isTrue();
        assertThat(table.state(0)).isEqualTo(from);
      } else {
        assertThat(status).as("%s, action %d", from, ACTIONS[i]).isZero();
        assertThat(table.state(0)).isEqualTo(expected[i]);
      }
      checkCounts(table);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWriteInEveryStateDoesWhatTheSpecificationSays(ZoneState from) {
    ZoneTable table = in(from);
    long before = table.writePointer(0);
    int status = Status.code(table.admit(0, before, 1));
    int expected =
        switch (from) {
          case EMPTY, IMPLICITLY_OPENED, EXPLICITLY_OPENED, CLOSED -> Status.SUCCESS;
          case FULL -> Status.ZONE_IS_FULL;
          case READ_ONLY -> Status.ZONE_IS_READ_ONLY;
          case OFFLINE -> Status.ZONE_IS_OFFLINE;
        };
    assertThat(status).isEqualTo(expected);
    assertThat(table.state(0))
        .isEqualTo(from == EMPTY || from == CLOSED ? IMPLICITLY_OPENED : from);
    assertThat(table.writePointer(0)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void anExtensionCanBeSetOnEmptyZonesAloneAndMakesThemActive(ZoneState from) {
    ZoneTable table = in(from);
    ByteBuffer data = ByteBuffer.allocate(EXTENSION).put(63, (byte) 7);
    int status = Status.code(table.setExtension(0, data));
    assertThat(status)
        .isEqualTo(from == EMPTY ? Status.SUCCESS : Status.INVALID_ZONE_STATE_TRANSITION);
    assertThat(table.state(0)).isEqualTo(from == EMPTY ? CLOSED : from);
    ByteBuffer back = ByteBuffer.allocate(EXTENSION);
    table.extension(0, back, 0);
    assertThat(back.get(63)).isEqualTo((byte) (from == EMPTY ? 7 : 0));
    checkCounts(table);
  }

  @Test
  void aResetForgetsTheExtension() {
    ZoneTable table = table(2, 0, 0);
    table.setExtension(1, ByteBuffer.allocate(EXTENSION).put(0, (byte) 7));
    ZoneSnapshot snapshot = new ZoneSnapshot();
    snapshot.ask(1, 2);
    table.describe(snapshot);
    ByteBuffer bytes = ByteBuffer.allocate(64).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    snapshot.encode(0, bytes, 0);
    assertThat(ZoneDescriptor.decode(bytes))
        .isEqualTo(
            new ZoneDescriptor(2, CLOSED, ZoneDescriptor.EXTENSION_VALID, 0, CAPACITY, ZONE, ZONE));

    table.act(ZoneSendAction.RESET, 1);

    ByteBuffer back = ByteBuffer.allocate(EXTENSION);
    table.extension(1, back, 0);
    assertThat(back.get(0)).isZero();
    assertThat(table.activeZones()).isZero();
  }

  @Test
  void writesAreAtTheWritePointerAndWithinTheCapacity() {
    ZoneTable table = table(2, 0, 0);
    assertThat(Status.code(table.admit(1, ZONE + 1, 1))).isEqualTo(Status.ZONE_INVALID_WRITE);
    assertThat(Status.code(table.admit(1, ZONE, CAPACITY + 1)))
        .isEqualTo(Status.ZONED_BOUNDARY_ERROR);
    assertThat(table.state(1)).isEqualTo(EMPTY);
    assertThat(write(table, 1, CAPACITY - 1)).isZero();
    assertThat(Status.code(table.admit(1, ZONE + CAPACITY - 1, 2)))
        .isEqualTo(Status.ZONED_BOUNDARY_ERROR);
    assertThat(Status.code(table.admit(1, ZONE, 1))).isEqualTo(Status.ZONE_INVALID_WRITE);
    assertThat(write(table, 1, 1)).isZero();
    assertThat(table.state(1)).isEqualTo(FULL);
    assertThat(table.activeZones()).isZero();
  }

  @Test
  void theOldestImplicitlyOpenedZoneMakesRoom() {
    ZoneTable table = table(4, 2, 0);
    write(table, 2, 1);
    write(table, 0, 1);
    write(table, 2, 1); // is open already: that does not make it younger

    assertThat(write(table, 3, 1)).isZero();

    assertThat(table.state(2)).isEqualTo(CLOSED);
    assertThat(table.state(0)).isEqualTo(IMPLICITLY_OPENED);
    assertThat(table.openZones()).isEqualTo(2);
    assertThat(write(table, 2, 1)).isZero();
    assertThat(table.state(0)).isEqualTo(CLOSED);
  }

  @Test
  void explicitlyOpenedZonesMakeNoRoom() {
    ZoneTable table = table(4, 2, 0);
    table.act(ZoneSendAction.OPEN, 0);
    table.act(ZoneSendAction.OPEN, 1);

    assertThat(Status.code(write(table, 2, 1))).isEqualTo(Status.TOO_MANY_OPEN_ZONES);
    assertThat(Status.code(table.act(ZoneSendAction.OPEN, 2)))
        .isEqualTo(Status.TOO_MANY_OPEN_ZONES);
    assertThat(table.state(2)).isEqualTo(EMPTY);
    assertThat(table.act(ZoneSendAction.OPEN, 1)).isZero();
  }

  @Test
  void aZoneThatIsClosedInTheMiddleOfAWriteGoesOn() {
    ZoneTable table = table(3, 1, 0);
    assertThat(table.admit(0, 0, CAPACITY)).isZero();
    assertThat(table.admit(1, ZONE, 2)).isZero();
    assertThat(table.state(0)).isEqualTo(CLOSED);

    table.written(0, CAPACITY);
    table.written(1, 2);

    assertThat(table.state(0)).isEqualTo(FULL);
    assertThat(table.state(1)).isEqualTo(IMPLICITLY_OPENED);
    checkCounts(table);
  }

  @Test
  void activeZonesAreLimitedUntilOneIsFullOrReset() {
    ZoneTable table = table(4, 0, 2);
    write(table, 0, 1);
    write(table, 1, 1);
    assertThat(Status.code(write(table, 2, 1))).isEqualTo(Status.TOO_MANY_ACTIVE_ZONES);
    assertThat(Status.code(table.act(ZoneSendAction.OPEN, 2)))
        .isEqualTo(Status.TOO_MANY_ACTIVE_ZONES);
    assertThat(Status.code(table.setExtension(2, ByteBuffer.allocate(EXTENSION))))
        .isEqualTo(Status.TOO_MANY_ACTIVE_ZONES);
    table.act(ZoneSendAction.FINISH, 0);
    assertThat(write(table, 2, 1)).isZero();
    table.act(ZoneSendAction.RESET, 1);
    assertThat(write(table, 3, 1)).isZero();
    assertThat(table.act(ZoneSendAction.FINISH, 0)).isZero();
  }

  @Test
  void selectAllChangesTheZonesForWhichItMakesSense() {
    Map<ZoneState, ZoneState> reset = new EnumMap<>(ZoneState.class);
    for (int action : ACTIONS) {
      ZoneTable table = everyState();
      assertThat(table.actOnAll(action)).isZero();
      for (ZoneState from : ZoneState.values()) {
        reset.put(from, table.state(from.ordinal()));
      }
      for (Map.Entry<ZoneState, ZoneState> zone : reset.entrySet()) {
        assertThat(zone.getValue())
            .as("action %d on %s", action, zone.getKey())
            .isEqualTo(afterAll(action, zone.getKey()));
      }
      checkCounts(table);
    }
  }

  private static ZoneState afterAll(int action, ZoneState from) {
    return switch (action) {
      case ZoneSendAction.CLOSE -> from.isOpen() ? CLOSED : from;
      case ZoneSendAction.FINISH -> from.isActive() ? FULL : from;
      case ZoneSendAction.OPEN -> from == CLOSED ? EXPLICITLY_OPENED : from;
      case ZoneSendAction.RESET -> from.isActive() || from == FULL ? EMPTY : from;
      default -> from == READ_ONLY ? OFFLINE : from;
    };
  }

  /** A table whose zones are in the states in their order. */
  private static ZoneTable everyState() {
    ZoneTable table = table(ZoneState.values().length, 0, 0);
    write(table, IMPLICITLY_OPENED.ordinal(), 1);
    table.act(ZoneSendAction.OPEN, EXPLICITLY_OPENED.ordinal());
    write(table, CLOSED.ordinal(), 1);
    table.act(ZoneSendAction.CLOSE, CLOSED.ordinal());
    table.wearOut(READ_ONLY.ordinal());
    write(table, FULL.ordinal(), CAPACITY);
    table.wearOut(OFFLINE.ordinal());
    table.act(ZoneSendAction.OFFLINE, OFFLINE.ordinal());
    return table;
  }

  @Test
  void openingAllClosedZonesNeedsRoomForAll() {
    ZoneTable table = table(4, 2, 0);
    for (int zone = 0; zone < 3; zone++) {
      write(table, zone, 1);
      table.act(ZoneSendAction.CLOSE, zone);
    }
    assertThat(Status.code(table.actOnAll(ZoneSendAction.OPEN)))
        .isEqualTo(Status.TOO_MANY_OPEN_ZONES);
    assertThat(table.openZones()).isZero();
    table.act(ZoneSendAction.RESET, 0);
    assertThat(table.actOnAll(ZoneSendAction.OPEN)).isZero();
    assertThat(table.openZones()).isEqualTo(2);
  }

  @Test
  void aCapacityOutsideTheZoneIsRefused() {
    ZoneGeometry geometry = new ZoneGeometry(ZONE, 0, 0, 0, true, false, 0);
    assertThatThrownBy(() -> new ZoneTable(1, geometry, 0)).hasMessageContaining("capacity");
    assertThatThrownBy(() -> new ZoneTable(1, geometry, ZONE + 1)).hasMessageContaining("capacity");
  }

  static void checkCounts(ZoneTable table) {
    int open = 0;
    int active = 0;
    for (int zone = 0; zone < table.zones(); zone++) {
      open += table.state(zone).isOpen() ? 1 : 0;
      active += table.state(zone).isActive() ? 1 : 0;
    }
    assertThat(table.openZones()).isEqualTo(open);
    assertThat(table.activeZones()).isEqualTo(active);
  }
}
