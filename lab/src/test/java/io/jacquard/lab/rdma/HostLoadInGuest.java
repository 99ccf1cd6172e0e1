package io.jacquard.lab.rdma;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Jacquard's host uses its part of a disk by each transport, while others take its target and the
 * link away.
 */
class HostLoadInGuest {
  private static final Path DIRECTORY = Path.of("/run/load");
  private static final long PART_BYTES = 64L << 20;

  @Test
  void whatIsWrittenIsReadAgainWhateverHappensMeanwhile() throws Exception {
    String[] uris = System.getProperty("jacquard.uris").split(" ");
    long first = Long.getLong("jacquard.start");
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<?>> loads = new ArrayList<>();
      for (int i = 0; i < uris.length; i++) {
        String uri = uris[i];
        String name = "jacquard-" + uri.substring(0, uri.indexOf(':'));
        HostLoad load = new HostLoad(DIRECTORY, name, first + i * PART_BYTES);
        loads.add(threads.submit(() -> finished(load, uri)));
      }
      for (Future<?> load : loads) {
        load.get();
      }
    }
  }

  private static Void finished(HostLoad load, String uri) throws IOException {
    load.run(uri);
    return null;
  }
}
