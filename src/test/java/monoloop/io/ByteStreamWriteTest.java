package monoloop.io;

import static monoloop.Async.checkpoint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.Deferred;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Writing to a scripted peer. */
class ByteStreamWriteTest {

  @Test
  void the_first_write_is_sent_at_once() {
    Async.run(
        co -> {
          Wire wire = new Wire();

          wire.stream.write("now");

          assertEquals("now", wire.sent());
          return null;
        });
  }

  @Test
  void what_follows_the_first_write_is_sent_in_one_piece_before_the_task_waits_to_read() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          co.spawn(
              inner -> {
                wire.stream.write("one ");
                wire.stream.write("two ");
                wire.stream.write("three");
                return inner.await(wire.stream.readLine());
              });
          co.await(checkpoint());

          assertEquals("one two three", wire.sent());
          assertEquals(2, wire.flushes);
          return null;
        });
  }

  @Test
  void what_follows_the_first_write_is_sent_in_the_next_turn_at_the_latest() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          for (int i = 0; i < 5; i++) {
            wire.stream.write(Integer.toString(i));
          }
          assertEquals("0", wire.sent());

          co.await(checkpoint());

          assertEquals("1234", wire.sent());
          assertEquals(2, wire.flushes);
          return null;
        });
  }

  @Test
  void drain_and_close_send_what_was_written() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          ByteStream stream = wire.stream;
          stream.write("a");
          stream.write("b");
          co.await(stream.drain());
          assertEquals("ab", wire.sent());
          stream.write("c");
          stream.write("d");

          stream.close();

          assertEquals("cd", wire.sent());
          assertTrue(stream.isClosing());
          assertTrue(stream.toString().startsWith("ByteStream[clos"));
          IllegalStateException e =
              assertThrows(IllegalStateException.class, () -> stream.write("late"));
          assertTrue(e.getMessage().endsWith("accepts no data: it was closed"));
          wire.sent();
          co.await(stream.awaitClosed());
          return null;
        });
  }

  @Test
  void a_refused_buffer_is_released() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          wire.stream.close();
          ByteBuf late = wire.buffer("late");

          assertThrows(IllegalStateException.class, () -> wire.stream.write(late));

          assertEquals(0, late.refCnt());
          return null;
        });
  }

  @Test
  void a_flux_is_written_piece_by_piece_and_released() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          List<Long> requests = new ArrayList<>();

          co.await(
              wire.stream.writeAll(
                  Flux.just("a", "b", "c").map(wire::buffer).doOnRequest(requests::add)));

          assertEquals("abc", wire.sent());
          assertEquals(1L, requests.getFirst());
          wire.assertNoBufferIsLeft();
          return null;
        });
  }

  @Test
  void an_error_of_the_flux_comes_out() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          IllegalStateException e =
              thrownBy(
                  co.spawn(
                      inner ->
                          inner.await(
                              wire.stream.writeAll(
                                  Flux.concat(
                                      Flux.just("a").map(wire::buffer),
                                      Flux.error(new IllegalStateException("out of stock")))))),
                  co);

          assertEquals("out of stock", e.getMessage());
          assertEquals("a", wire.sent());
          assertFalse(wire.stream.isClosing());
          return null;
        });
  }

  private static IllegalStateException thrownBy(Task<?> task, monoloop.Co co) throws Exception {
    Deferred<Void> ended = new Deferred<>();
    task.addDoneCallback(t -> ended.complete(null));
    co.await(ended);
    return (IllegalStateException) task.exception();
  }

  @Test
  void what_arrives_is_a_flux_of_netty_buffers() {
    Async.run(
        co -> {
          Wire wire = new Wire().arrives("abc", "defg").ends();

          String text =
              co.await(
                  wire.stream
                      .buffers(3)
                      .map(
                          b -> {
                            String piece = b.toString(java.nio.charset.StandardCharsets.UTF_8);
                            b.release();
                            return piece;
                          })
                      .reduce("", (all, piece) -> all + "|" + piece));

          assertEquals("|abc|def|g", text);
          wire.assertNoBufferIsLeft();
          return null;
        });
  }
}
