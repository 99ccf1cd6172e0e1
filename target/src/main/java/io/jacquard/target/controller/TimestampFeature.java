package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.feature.Timestamp;
import io.jacquard.nvme.loop.Loop;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Timestamp (NVMe Base 2.1, 5.1.25.1.7): milliseconds since a reset, or as the host has set it. */
final class TimestampFeature implements Feature {
  private final Loop loop;
  private long millis;
  private long since;
  private int attributes;

  TimestampFeature(Loop loop) {
    this.loop = loop;
    this.since = loop.nanoTime();
  }

  @Override
  public int dataBytes() {
    return Timestamp.BYTES;
  }

  @Override
  public int current(int dword11) {
    return 0;
  }

  @Override
  public int initial(int dword11) {
    return 0;
  }

  @Override
  public void data(ByteBuffer target) {
    long now = millis + TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - since);
    new Timestamp(now & Timestamp.MAX_MILLIS, attributes).encode(target);
  }

  @Override
  public Outcome set(Command command) {
    millis = Timestamp.decode(command.data().bytes().slice(0, command.length())).millis();
    since = loop.nanoTime();
    attributes = Timestamp.SET_BY_HOST;
    return Outcome.DONE;
  }

  @Override
  public void reset() {
    // It goes on counting, as the specification wants it over controller resets.
  }
}
