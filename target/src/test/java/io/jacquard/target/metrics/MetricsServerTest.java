package io.jacquard.target.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private static final Nqn SUBSYSTEM = Nqn.parse("nqn.2026-01.io.example:disk");
  private static final Nqn HOST = Nqn.parse("nqn.2026-01.io.example:host");

  private final TargetMetrics metrics = new TargetMetrics();
  private MetricsServer server;

  @BeforeEach
  void start() throws IOException {
    server = new MetricsServer(metrics, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() {
    server.close();
    metrics.close();
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + server.address().getPort() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void commandsAreShownBySubsystemNamespaceHostAndOperation() throws Exception {
    IoRecorder recorder = metrics.recorder(SUBSYSTEM, 3, HOST.value());
    recorder.completed(NvmOpcode.READ, 4096, 15_000, Status.SUCCESS);
    recorder.completed(NvmOpcode.READ, 4096, 150_000, Status.SUCCESS);
    recorder.completed(NvmOpcode.FLUSH, 0, 1, Status.INTERNAL_ERROR);

    String labels =
        "host=\"" + HOST + "\",namespace=\"3\",operation=\"%s\",subsystem=\"" + SUBSYSTEM + "\"";
    String read = labels.formatted("read");
    assertThat(get("/metrics").body().lines())
        .contains(
            "jacquard_io_bytes_total{" + read + "} 8192.0",
            "jacquard_io_seconds_count{" + read + "} 2",
            "jacquard_io_seconds_bucket{" + read + ",le=\"1.0E-5\"} 0",
            "jacquard_io_seconds_bucket{" + read + ",le=\"2.0E-5\"} 1",
            "jacquard_io_seconds_bucket{" + read + ",le=\"2.0E-4\"} 2",
            "jacquard_io_seconds_bucket{" + read + ",le=\"+Inf\"} 2",
            "jacquard_io_errors_total{" + labels.formatted("flush") + "} 1.0");
  }

  @Test
  void eventsAreCounted() throws Exception {
    metrics.connectionOpened();
    metrics.connectionOpened();
    metrics.connectionClosed(CloseReason.Kind.KEEP_ALIVE_EXPIRED);
    metrics.connectRefused(Status.DNR | 0x184);
    metrics.controllerCreated(SUBSYSTEM);
    metrics.keepAliveExpired(SUBSYSTEM);
    metrics.abortRequested(true);
    metrics.asyncEventSent();
    metrics.bug();

    assertThat(get("/metrics").body().lines())
        .contains(
            "jacquard_connections 1.0",
            "jacquard_connections_opened_total 2.0",
            "jacquard_connections_closed_total{reason=\"keep_alive_expired\"} 1.0",
            "jacquard_connects_refused_total{status=\"184\"} 1.0",
            "jacquard_controllers{subsystem=\"" + SUBSYSTEM + "\"} 1.0",
            "jacquard_controllers_started_total{subsystem=\"" + SUBSYSTEM + "\"} 1.0",
            "jacquard_keep_alive_expired_total{subsystem=\"" + SUBSYSTEM + "\"} 1.0",
            "jacquard_aborts_total{aborted=\"true\"} 1.0",
            "jacquard_async_events_total 1.0",
            "jacquard_bugs_total 1.0");
  }

  @Test
  void aScraperMayAskForOpenMetrics() throws Exception {
    HttpResponse<String> response = get("/metrics", "Accept", "application/openmetrics-text");

    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(response.body()).endsWith("# EOF\n");
  }

  @Test
  void healthIsAnsweredAndOtherPathsAreNot() throws Exception {
    assertThat(get("/healthz").body()).isEqualTo("ok\n");
    assertThat(get("/metricsX").statusCode()).isEqualTo(404);
    assertThat(get("/").statusCode()).isEqualTo(404);
  }

  @Test
  void anAddressInUseIsNamedWithTheRemedy() {
    assertThatThrownBy(() -> new MetricsServer(metrics, server.address()).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(":" + server.address().getPort())
        .hasMessageContaining("--metrics");
  }
}
