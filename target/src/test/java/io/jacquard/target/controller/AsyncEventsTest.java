package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.log.SmartHealthLog;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.wire.Sqe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asynchronous events: requests, masking, clearing, configuration. */
class AsyncEventsTest {
  private final TestBench bench = new TestBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private TestQueue start() {
    TestQueue queue = bench.start();
    Answer answer =
        queue.setFeature(
            FeatureId.ASYNC_EVENT_CONFIGURATION, AsyncEventConfiguration.NAMESPACE_ATTRIBUTE);
    assertThat(answer.status()).isZero();
    return queue;
  }

  private static List<Integer> changed(TestQueue queue, boolean retain) {
    Answer log =
        queue.log(
            new GetLogPage(
                Sqe.NSID_ALL,
                LogPageId.CHANGED_ATTACHED_NAMESPACE_LIST,
                0,
                retain,
                4096,
                0,
                0,
                false,
                0,
                0));
    assertThat(log.status()).isZero();
    return NamespaceIdList.decode(log.data()).nsids();
  }

  @Test
  void aNewNamespaceIsTold() {
    TestQueue queue = start();
    TestQueue.Pending request = queue.requestEvent();
    assertThat(request.isDone()).isFalse();

    bench.add(5, new TestNamespace(8));

    assertThat(request.answer().status()).isZero();
    assertThat(AsyncEvent.decode(request.answer().dw0()))
        .isEqualTo(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
    assertThat(request.answer().dw0()).isEqualTo(0x040002);
    assertThat(changed(queue, false)).containsExactly(5);
    assertThat(changed(queue, false)).isEmpty();
  }

  @Test
  void anEventWaitsForARequest() {
    TestQueue queue = start();
    bench.add(1, new TestNamespace(8));

    assertThat(queue.requestEvent().answer().dw0()).isEqualTo(0x040002);
  }

  @Test
  void anEventIsToldOnceUntilItsLogIsReadAndNotRetained() {
    TestQueue queue = start();
    bench.add(1, new TestNamespace(8));
    assertThat(queue.requestEvent().isDone()).isTrue();
    TestQueue.Pending second = queue.requestEvent();

    bench.add(2, new TestNamespace(8));
    assertThat(second.isDone()).isFalse();
    assertThat(changed(queue, true)).containsExactly(1, 2);
    bench.add(3, new TestNamespace(8));
    assertThat(second.isDone()).isFalse();
    assertThat(changed(queue, false)).containsExactly(1, 2, 3);

    bench.remove(2);
    assertThat(second.isDone()).isTrue();
    assertThat(changed(queue, false)).containsExactly(2);
  }

  @Test
  void eventsThatAreTurnedOffAreNotTold() {
    TestQueue queue = bench.start();
    TestQueue.Pending request = queue.requestEvent();

    bench.add(1, new TestNamespace(8));

    assertThat(request.isDone()).isFalse();
    assertThat(changed(queue, false)).containsExactly(1);
  }

  @Test
  void noticesThatTheControllerDoesNotHaveCannotBeTurnedOn() {
    TestQueue queue = bench.start();

    assertThat(
            queue
                .setFeature(
                    FeatureId.ASYNC_EVENT_CONFIGURATION, AsyncEventConfiguration.DISCOVERY_LOG_PAGE)
                .code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void moreRequestsThanTheLimitAreRefused() {
    TestQueue queue = start();
    List<TestQueue.Pending> requests = new ArrayList<>();
    for (int i = 0; i < AsyncEvents.LIMIT; i++) {
      requests.add(queue.requestEvent());
    }

    assertThat(queue.requestEvent().answer().code())
        .isEqualTo(Status.ASYNCHRONOUS_EVENT_REQUEST_LIMIT_EXCEEDED);
    assertThat(requests).noneMatch(TestQueue.Pending::isDone);
  }

  @Test
  void aRequestThatComesWhileTheAssociationEndsIsNotKept() {
    TestQueue queue = bench.start();
    IoController controller = (IoController) bench.associations().getFirst();
    controller.end(CloseReason.of(CloseReason.Kind.STOPPING, "the test ends it"));
    TestQueue.Pending late = queue.send(sqe -> sqe.opcode(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST));
    int commandId = late.commandId();

    bench.settle();

    assertThat(queue.isClosed()).isTrue();
    assertThat(controller.events().abort(commandId)).isFalse();
  }

  @Test
  void aTemperatureThresholdThatIsCrossedIsToldAndInTheLog() {
    TestQueue queue = bench.start();
    queue.setFeature(
        FeatureId.ASYNC_EVENT_CONFIGURATION, AsyncEventConfiguration.TEMPERATURE_WARNING);
    TestQueue.Pending request = queue.requestEvent();
    int temperature = smart(queue).getInt(SmartHealthLog.CTEMP);
    queue.setFeature(FeatureId.TEMPERATURE_THRESHOLD, temperature + 1);
    assertThat(request.isDone()).isFalse();
    assertThat(smart(queue).getInt(SmartHealthLog.CW)).isZero();

    queue.setFeature(FeatureId.TEMPERATURE_THRESHOLD, temperature);

    assertThat(AsyncEvent.decode(request.answer().dw0()))
        .isEqualTo(AsyncEvent.TEMPERATURE_THRESHOLD);
    assertThat(smart(queue).getInt(SmartHealthLog.CW))
        .isEqualTo(AsyncEventConfiguration.TEMPERATURE_WARNING);
    queue.setFeature(FeatureId.TEMPERATURE_THRESHOLD, temperature + 1);
    queue.setFeature(FeatureId.TEMPERATURE_THRESHOLD, 1 << 20 | temperature);
    assertThat(smart(queue).getInt(SmartHealthLog.CW))
        .isEqualTo(AsyncEventConfiguration.TEMPERATURE_WARNING);
  }

  private static SmartHealthLog smart(TestQueue queue) {
    Answer log = queue.log(GetLogPage.of(LogPageId.SMART_HEALTH, 0, 512));
    assertThat(log.status()).isZero();
    return SmartHealthLog.decode(log.data());
  }
}
