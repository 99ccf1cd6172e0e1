package io.jacquard.lab.rdma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.transport.rdma.verbs.NativeProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DiSNI's own programs, as they are, on our provider; {@code lab/disni-examples} brings them. */
class DisniExamplesInGuest {
  private static final long SECONDS = 60;

  @ParameterizedTest
  @CsvSource({
    "SendRecv, 1919, Message from the client: Hello from the client",
    "SendRecv, 1920, Message from the server: Hello from the server",
    "Read, 1921, ReadClient::read memory from server: This is a RDMA/read on stag",
    "Verbs, 1922, VerbsClient::read memory from server: This is a RDMA/read on stag",
  })
  void serverAndClientUnderstandEachOther(String example, int port, String said) throws Exception {
    NativeProvider.install();
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    try {
      CompletableFuture<Void> server = start(example + "Server", port);
      awaitListener(port, server);
      CompletableFuture<Void> client = start(example + "Client", port);
      client.get(SECONDS, TimeUnit.SECONDS);
      server.get(SECONDS, TimeUnit.SECONDS);
    } finally {
      System.setOut(before);
    }
    assertThat(out.toString(UTF_8)).contains(said);
  }

  private static CompletableFuture<Void> start(String program, int port) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    String[] arguments = {"-a", RdmaAddress.text(), "-p", Integer.toString(port)};
    Thread.ofPlatform()
        .daemon()
        .name(program)
        .start(
            () -> {
              try {
                Class.forName("com.ibm.disni.examples." + program)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
                end.complete(null);
              } catch (ReflectiveOperationException e) {
                end.completeExceptionally(e);
              }
            });
    return end;
  }

  private static void awaitListener(int port, CompletableFuture<Void> server) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!listeners().contains(":" + port)) {
      assertThat(server).as("the server").isNotDone();
      assertThat(System.nanoTime() - end).as("time to listen").isNegative();
    }
  }

  private static String listeners() throws IOException {
    Process show = new ProcessBuilder("rdma", "resource", "show", "cm_id").start();
    return new String(show.getInputStream().readAllBytes(), UTF_8);
  }
}
