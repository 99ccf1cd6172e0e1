package io.jacquard.target.namespace;

import io.jacquard.nvme.loop.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A kernel that does what the test says: operations stay until {@link #answer} ends them. */
final class ScriptedFile implements AsyncFile, AsyncFile.Opener {

  /** Operations in the order in which they were begun, as text. */
  final List<String> begun = new ArrayList<>();

  /** Tags under way. */
  final ArrayDeque<Integer> underWay = new ArrayDeque<>();

  final List<Integer> cancelled = new ArrayList<>();
  int room = Integer.MAX_VALUE;
  int submits;
  boolean closed;
  private Listener listener;

  /** Ends the operation that was begun first. */
  void answer(int result) {
    listener.completed(underWay.removeFirst(), result);
  }

  /** Makes room for more and says so. */
  void makeRoom(int more) {
    room = more;
    listener.room();
  }

  private boolean begin(int tag, String what) {
    if (room == 0) {
      return false;
    }
    room--;
    begun.add(what);
    underWay.add(tag);
    return true;
  }

  @Override
  public List<String> notes() {
    return List.of("scripted");
  }

  @Override
  public AsyncFile open(Loop loop, int depth, Listener told) {
    listener = told;
    return this;
  }

  @Override
  public boolean read(int tag, long address, int length, long offset) {
    return begin(tag, "read " + length + " at " + offset);
  }

  @Override
  public boolean write(int tag, long address, int length, long offset, boolean durable) {
    return begin(tag, "write " + length + " at " + offset + (durable ? " durably" : ""));
  }

  @Override
  public boolean syncs() {
    return true;
  }

  @Override
  public boolean sync(int tag) {
    return begin(tag, "sync");
  }

  @Override
  public boolean fallocates() {
    return true;
  }

  @Override
  public boolean fallocate(int tag, int mode, long offset, long length) {
    return begin(tag, "fallocate " + mode + " of " + length + " at " + offset);
  }

  @Override
  public void cancel(int tag) {
    cancelled.add(tag);
  }

  @Override
  public void submit() {
    submits++;
  }

  @Override
  public void close() {
    if (!underWay.isEmpty()) {
      throw new IllegalStateException("closed while the kernel works on it");
    }
    closed = true;
  }
}
