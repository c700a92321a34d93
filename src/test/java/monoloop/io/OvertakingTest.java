package monoloop.io;

import static monoloop.Async.checkpoint;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Deferred;
import monoloop.Task;
import org.junit.jupiter.api.Test;

/**
 * What a body of the thread engine tells Netty becomes a task of the event loop; what the loop's
 * thread tells it afterwards does not come before.
 */
class OvertakingTest {
  @Test
  void a_server_accepts_after_a_pause_that_is_over_before_netty_has_heard_of_it() {
    Async.run(
        co -> {
          co.loop().exceptionHandler((loop, message, error, source) -> {});
          StreamServer server =
              co.await(
                  StreamServer.on("127.0.0.1", 0)
                      .acceptPause(Duration.ZERO)
                      .start(
                          (c, stream) -> {
                            stream.write("hello\n");
                            return null;
                          }));
          Backlog.on(co.loop());
          server.acceptFailed(new IOException("Too many open files"));
          co.await(checkpoint());

          ByteStream client = co.await(ByteStream.connect("127.0.0.1", server.port()));
          assertEquals("hello", co.await(client.readLine()));
          client.close();
          server.abort();
          return null;
        });
  }

  @Test
  void whoever_reads_on_after_a_cancelled_read_is_served() {
    Async.run(
        co -> {
          Deferred<Boolean> readsOn = new Deferred<>(co.loop());
          StreamServer server =
              co.await(
                  StreamServer.start(
                      "127.0.0.1",
                      0,
                      (c, stream) -> {
                        stream.write("x".repeat(30));
                        c.await(readsOn);
                        stream.write("y".repeat(20));
                        return null;
                      }));
          ByteStream client =
              co.await(ByteStream.to("127.0.0.1", server.port()).limit(10).connect());
          Task<byte[]> reader = co.spawn(client.readExactly(50));
          while (client.input.size() < 30) {
            co.await(checkpoint());
          }
          Backlog.on(co.loop());
          reader.cancel(); // too much is here: the socket is held back
          assertThrows(CancelledError.class, () -> co.await(reader));
          Task<byte[]> next = co.spawn(client.readExactly(50));
          co.await(checkpoint());
          readsOn.complete(true);

          assertEquals(50, co.await(next).length);
          client.close();
          server.abort();
          return null;
        });
  }

  @Test
  void a_callback_writes_behind_a_body() {
    Async.run(
        co -> {
          StreamPair pair = ByteStream.pair();
          Backlog.on(co.loop());
          pair.left().write("one ");
          co.loop().callSoon(() -> pair.left().write("two "));
          co.await(checkpoint());
          pair.left().write("three\n");

          assertEquals("one two three", co.await(pair.right().readLine()));
          return null;
        });
  }

  @Test
  void what_a_callback_writes_behind_a_body_is_drained() {
    Async.run(
        co -> {
          StreamPair pair = ByteStream.pair();
          Backlog.on(co.loop());
          pair.left().write("one ");
          co.loop().callSoon(() -> pair.left().write("two".repeat(100_000)));
          co.await(checkpoint());
          Task<Void> draining = co.spawn(pair.left().drain());
          co.await(waitUntilAllBlocked());
          assertFalse(draining.isDone());

          pair.left().close();
          assertEquals(300_004, co.await(pair.right().readAll()).length);
          co.await(draining);
          return null;
        });
  }
}
