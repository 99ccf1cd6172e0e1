package io.jacquard.target.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyBucketsTest {

  @Test
  void aBoundBelongsToItsBucketAndTheNextNanosecondToTheNext() {
    for (int i = 0; i < LatencyBuckets.COUNT - 1; i++) {
      long bound = LatencyBuckets.upperNanos(i);
      assertThat(LatencyBuckets.indexOf(bound)).isEqualTo(i);
      assertThat(LatencyBuckets.indexOf(bound + 1)).isEqualTo(i + 1);
    }
  }

  @Test
  void boundsGrowFromAMicrosecondToTenSeconds() {
    assertThat(LatencyBuckets.upperNanos(0)).isEqualTo(1_000);
    for (int i = 1; i < LatencyBuckets.COUNT; i++) {
      assertThat(LatencyBuckets.upperNanos(i)).isGreaterThan(LatencyBuckets.upperNanos(i - 1));
    }
    assertThat(LatencyBuckets.upperNanos(LatencyBuckets.COUNT - 2)).isEqualTo(10_000_000_000L);
  }

  @Test
  void everyDurationIsInTheBucketThatASearchFinds() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 100_000; round++) {
      long nanos = random.nextLong() >>> random.nextInt(1, 64);
      int found = 0;
      while (nanos > LatencyBuckets.upperNanos(found)) {
        found++;
      }
      assertThat(LatencyBuckets.indexOf(nanos)).as("%d ns", nanos).isEqualTo(found);
    }
  }

  @Test
  void durationsBelowZeroCountAsZero() {
    assertThat(LatencyBuckets.indexOf(0)).isZero();
    assertThat(LatencyBuckets.indexOf(Long.MIN_VALUE)).isZero();
  }
}
