package monoloop.io;

import static monoloop.Async.checkpoint;
import static monoloop.io.Talks.ECHO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections a server takes, and when. */
class AcceptTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void who_comes_above_the_limit_waits_until_somebody_has_gone() {
    Trail trail = new Trail();
    Async.run(
        co -> {
          StreamServer server =
              co.await(StreamServer.on("127.0.0.1", 0).maxConnections(2).start(ECHO));
          List<ByteStream> clients = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            ByteStream client = co.await(ByteStream.connect("127.0.0.1", server.port()));
            client.write(i + "\n");
            clients.add(client);
          }
          assertEquals("echo 0", co.await(clients.get(0).readLine()));
          assertEquals("echo 1", co.await(clients.get(1).readLine()));
          Task<Void> waiting =
              co.spawn(
                  inner -> {
                    trail.say(inner.await(clients.get(2).readLine()));
                    return null;
                  });
          for (int i = 0; i < 50; i++) {
            co.await(checkpoint());
          }
          assertFalse(waiting.isDone());
          assertEquals(2, server.connections());

          trail.say("one goes");
          clients.get(0).close();
          co.await(waiting);
          assertEquals(2, server.connections());
          for (int i = 3; i < 5; i++) {
            clients.get(i - 2).close();
            assertEquals("echo " + i, co.await(clients.get(i).readLine()));
          }
          clients.forEach(ByteStream::close);
          co.await(server.drain(LONG));
          return null;
        });

    assertEquals("one goes, echo 2", trail.toString());
  }

  @Test
  void after_an_error_in_accepting_it_pauses_and_goes_on() {
    List<String> reported = new ArrayList<>();
    Async.run(
        co -> {
          co.loop()
              .exceptionHandler(
                  (loop, message, error, source) ->
                      reported.add(message.replaceAll(".*] ", "") + ": " + error.getMessage()));
          StreamServer server =
              co.await(
                  StreamServer.on("127.0.0.1", 0)
                      .acceptPause(Duration.ofMillis(20))
                      .start(ECHO));
          long before = co.loop().time();
          for (int i = 0; i < 3; i++) {
            co.loop().callSoon(() -> server.acceptFailed(new IOException("Too many open files")));
          }
          co.await(checkpoint());

          ByteStream client = co.await(ByteStream.connect("127.0.0.1", server.port()));
          client.write("hello\n");

          assertEquals("echo hello", co.await(client.readLine()));
          assertTrue(co.loop().time() - before >= 20_000_000);
          client.close();
          co.await(server.drain(LONG));
          return null;
        });

    assertEquals(
        List.of("could not accept a connection, and waits PT0.02S: Too many open files"),
        reported);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  @EnabledOnOs(OS.LINUX)
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_process_without_file_descriptors_accepts_again_once_it_has_some(String transport)
      throws IOException {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 400 && exec \"$0\" \"$@\"",
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-Dmonoloop.transport=" + transport,
                "-Dmonoloop.engine=" + System.getProperty("monoloop.engine", "compiled"),
                "-cp",
                System.getProperty("java.class.path"),
                FullHouse.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = process.inputReader()) {
      assertEquals("reported rehearsal", said.readLine());
      int port = Integer.parseInt(said.readLine());
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));

        String report = said.readLine();
        assertTrue(report.contains("Too many open files"), report);
        BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        assertEquals("echo hello", answers.readLine());
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void two_servers_share_a_port_if_they_say_so() {
    Async.run(
        co -> {
          StreamServer one = co.await(StreamServer.on("127.0.0.1", 0).reusePort().start(ECHO));
          StreamServer two =
              co.await(StreamServer.on("127.0.0.1", one.port()).reusePort().start(ECHO));
          one.stopAccepting();

          ByteStream client = co.await(ByteStream.connect("127.0.0.1", two.port()));
          client.write("hello\n");

          assertEquals("echo hello", co.await(client.readLine()));
          client.close();
          co.await(two.drain(LONG));
          return null;
        });
  }

  @Test
  void a_limit_is_at_least_one() {
    assertThrows(
        IllegalArgumentException.class, () -> StreamServer.on("127.0.0.1", 0).maxConnections(0));
    assertThrows(
        IllegalArgumentException.class, () -> StreamServer.on("127.0.0.1", 0).tls(Tls.client()));
  }
}
