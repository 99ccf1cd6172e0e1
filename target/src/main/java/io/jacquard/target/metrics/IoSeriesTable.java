package io.jacquard.target.metrics;

import io.jacquard.target.metrics.IoSeries.Key;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * All series of I/O counts, never more than a limit: hosts choose their own names, so they must not
 * be able to fill the memory or the monitoring. At the limit the series that has been without a
 * user for longest gives way; when all are in use the newcomer is counted under "other". Nothing
 * that was counted is lost: what gives way is added to "other". Thread-safe.
 */
final class IoSeriesTable {
  private static final Key OTHER = new Key("other", "other", "other");

  private final int limit;
  private final Map<Key, IoSeries> series = new LinkedHashMap<>();
  private final IoCounts givenWay = new IoCounts();
  private final IoSeries other = new IoSeries(OTHER);
  private boolean otherUsed;

  IoSeriesTable(int limit) {
    this.limit = limit;
  }

  synchronized IoRecorder open(Key key) {
    IoSeries found = find(key);
    IoRecorder recorder = new IoRecorder(this, found);
    found.attach(recorder);
    return recorder;
  }

  private IoSeries find(Key key) {
    IoSeries known = series.remove(key);
    if (known == null && (series.size() < limit || evictIdle())) {
      known = new IoSeries(key);
    }
    if (known == null) {
      otherUsed = true;
      return other;
    }
    series.put(key, known);
    return known;
  }

  private boolean evictIdle() {
    Iterator<IoSeries> all = series.values().iterator();
    while (all.hasNext()) {
      IoSeries candidate = all.next();
      if (candidate.idle()) {
        givenWay.addAll(candidate.total());
        otherUsed = true;
        all.remove();
        return true;
      }
    }
    return false;
  }

  synchronized void fold(IoSeries from, IoRecorder recorder) {
    from.detach(recorder);
  }

  /** Shows every series with its total as of now. */
  synchronized void forEach(BiConsumer<Key, IoCounts> consumer) {
    series.values().forEach(one -> consumer.accept(one.key(), one.total()));
    if (otherUsed) {
      IoCounts sum = other.total();
      sum.addAll(givenWay);
      consumer.accept(OTHER, sum);
    }
  }
}
