package io.jacquard.target.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves {@code /metrics} for Prometheus and {@code /healthz} over HTTP. Thread-safe. */
public final class MetricsServer implements AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final int BACKLOG = 16;
  private static final int THREADS = 2;

  private final TargetMetrics metrics;
  private final HttpServer server;
  private final ExecutorService executor;

  /**
   * Starts to serve.
   *
   * @param at where; port 0 takes any free one
   * @throws IOException if the address cannot be had; the message names it
   */
  public MetricsServer(TargetMetrics metrics, InetSocketAddress at) throws IOException {
    this.metrics = metrics;
    server = bind(at);
    executor =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("jacquard-metrics").daemon().factory());
    server.setExecutor(executor);
    server.createContext("/metrics", exchange -> serve(exchange, "/metrics"));
    server.createContext("/healthz", exchange -> serve(exchange, "/healthz"));
    server.start();
  }

  private static HttpServer bind(InetSocketAddress at) throws IOException {
    try {
      return HttpServer.create(at, BACKLOG);
    } catch (BindException e) {
      throw new IOException(
          "metrics: cannot listen on "
              + at.getHostString()
              + ":"
              + at.getPort()
              + " ("
              + e.getMessage()
              + "); choose another --metrics address",
          e);
    }
  }

  /** The address in use; where port 0 was asked for, the port that was given. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void serve(HttpExchange exchange, String path) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        respond(exchange, 404, TEXT, "not found\n");
      } else if (!exchange.getRequestMethod().matches("GET|HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        respond(exchange, 405, TEXT, "only GET\n");
      } else if (path.equals("/metrics")) {
        String type = contentType(exchange);
        respond(exchange, 200, type, metrics.scrape(type));
      } else {
        respond(exchange, 200, TEXT, "ok\n");
      }
    }
  }

  private static String contentType(HttpExchange exchange) {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    return accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
  }

  private static void respond(HttpExchange exchange, int code, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(code, -1);
      return;
    }
    exchange.sendResponseHeaders(code, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** Stops serving; a request under way is cut off. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
