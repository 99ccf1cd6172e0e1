package io.jacquard.nvme.transport.loopback;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.FixedLoops;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Carries commands between loops of one process, addressed as {@code loop://name}. It has the rules
 * of a real transport (its own slots and buffers, arrival before data, completion through the other
 * loop) and no wire. Host and controller may share a loop, a {@link
 * io.jacquard.nvme.loop.ManualLoop} for instance.
 */
public final class LoopbackTransport implements Transport {
  private static final String ENGINE = "threads";
  private static final ConcurrentMap<String, LoopbackListener> LISTENERS =
      new ConcurrentHashMap<>();

  @Override
  public TransportType type() {
    return TransportType.LOOP;
  }

  @Override
  public List<String> engines() {
    return List.of(ENGINE);
  }

  @Override
  public LoopGroup openLoops(LoopSettings settings) {
    if (!settings.engine().equals(LoopSettings.AUTO) && !settings.engine().equals(ENGINE)) {
      throw new IllegalArgumentException(
          "the loopback transport has no engine " + settings.engine() + "; it has: " + ENGINE);
    }
    return FixedLoops.threads("loopback", settings);
  }

  @Override
  public Listener listen(
      TransportAddress at, ListenSettings settings, LoopGroup loops, Acceptor acceptor)
      throws IOException {
    LoopbackListener listener =
        new LoopbackListener(at, settings, loops, acceptor, l -> LISTENERS.remove(at.traddr(), l));
    if (LISTENERS.putIfAbsent(at.traddr(), listener) != null) {
      throw new IOException("cannot listen on " + at + ": the name is taken; choose another");
    }
    return listener;
  }

  @Override
  public void dial(QueueDial to, Loop loop, HostChannel.Events events) {
    LoopbackListener listener = LISTENERS.get(to.to().traddr());
    if (listener == null) {
      loop.execute(
          () ->
              events.closed(
                  CloseReason.of(
                      CloseReason.Kind.CONNECTION_LOST, "nobody listens on " + to.to())));
      return;
    }
    listener.connect(to, loop, events);
  }
}
