package monoloop.io;

import static monoloop.Async.checkpoint;
import static monoloop.io.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import monoloop.Async;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.test.StepVerifier;

/** Reading what a scripted peer sends. */
class ByteStreamReadTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void read_returns_what_is_there_up_to_its_maximum() {
    Async.run(
        co -> {
          Wire wire = new Wire().arrives("abcdefgh");

          assertEquals("abc", text(co.await(wire.stream.read(3))));
          assertEquals("defgh", text(co.await(wire.stream.read(100))));
          assertEquals(0, co.await(wire.stream.read(0)).length);
          wire.ends();
          assertNull(co.await(wire.stream.read(1)));
          wire.assertNoBufferIsLeft();
          return null;
        });
  }

  @Test
  void a_read_of_what_is_there_takes_no_turn() {
    Async.run(
        co -> {
          Wire wire = new Wire().arrives("ab");
          boolean[] turned = {false};
          co.loop().callSoon(() -> turned[0] = true);

          co.await(wire.stream.read(1));

          assertFalse(turned[0]);
          return null;
        });
  }

  @Test
  void a_waiting_read_gets_the_next_piece() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          Task<byte[]> reading = co.spawn(wire.stream.read(10));
          co.await(checkpoint());

          wire.arrives("later");

          assertEquals("later", text(co.await(reading)));
          return null;
        });
  }

  @Test
  void read_exactly_waits_for_all_also_above_the_limit() {
    Async.run(
        co -> {
          Wire wire = new Wire(2).arrives("1", "23456");
          Task<byte[]> reading = co.spawn(wire.stream.readExactly(8));
          co.await(checkpoint());
          assertTrue(wire.isRead());

          wire.arrives("7", "89");

          assertEquals("12345678", text(co.await(reading)));
          assertEquals("9", text(co.await(wire.stream.read(5))));
          wire.assertNoBufferIsLeft();
          return null;
        });
  }

  @Test
  void an_early_end_carries_what_there_was() {
    Async.run(
        co -> {
          Wire wire = new Wire().arrives("12345").ends();
          Mono<byte[]> sixteen = wire.stream.readExactly(16);

          IncompleteReadException e =
              assertThrows(IncompleteReadException.class, () -> waitFor(sixteen));

          assertEquals("expected 16 bytes, but the stream ended after 5", e.getMessage());
          assertEquals("12345", text(e.partial()));
          assertEquals(16, e.expected());
          assertTrue(wire.stream.isAtEnd());
          return null;
        });
  }

  /** The result of what is done at once, outside of a body. */
  private static <T> T waitFor(Mono<T> mono) throws Throwable {
    Object[] got = new Object[1];
    Throwable[] failed = new Throwable[1];
    mono.subscribe(v -> got[0] = v, e -> failed[0] = e);
    if (failed[0] != null) {
      throw failed[0];
    }
    @SuppressWarnings("unchecked")
    T result = (T) got[0];
    return result;
  }

  @Test
  void a_separator_may_come_in_pieces() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          Task<byte[]> reading = co.spawn(wire.stream.readUntil("END"));
          co.await(checkpoint());

          wire.arrives("dataE", "N", "EN");
          co.await(checkpoint());
          assertFalse(reading.isDone());
          wire.arrives("Dmore");

          assertEquals("dataENEND", text(co.await(reading)));
          assertEquals("more", text(co.await(wire.stream.read(9))));
          return null;
        });
  }

  @Test
  void of_several_separators_the_one_that_ends_first_counts() {
    Async.run(
        co -> {
          Wire wire = new Wire().arrives("a\r\nb;c--").ends();
          Mono<byte[]> part =
              wire.stream.readUntil(bytes("c--"), bytes(";"), bytes("\r\n"), bytes("\n"));

          assertEquals("a\r\n", text(co.await(part)));
          assertEquals("b;", text(co.await(part)));
          assertEquals("c--", text(co.await(part)));
          IncompleteReadException e =
              assertThrows(IncompleteReadException.class, () -> waitFor(part));
          assertEquals(-1, e.expected());
          return null;
        });
  }

  @Test
  void a_separator_must_not_be_empty() {
    Async.run(
        co -> {
          ByteStream stream = new Wire().stream;

          assertThrows(IllegalArgumentException.class, () -> stream.readUntil(""));
          assertThrows(IllegalArgumentException.class, stream::readUntil);
          return null;
        });
  }

  @Test
  void too_much_before_a_separator_is_an_error_and_stays() {
    Async.run(
        co -> {
          Wire wire = new Wire(5).arrives("much too long\nok\n");
          Mono<byte[]> line = wire.stream.readUntil("\n");

          LimitOverrunException e =
              assertThrows(LimitOverrunException.class, () -> waitFor(line));

          assertEquals(13, e.consumed());
          assertEquals("much", text(co.await(wire.stream.readExactly(4))));
          return null;
        });
  }

  @Test
  void a_waiting_read_fails_once_the_limit_is_passed_without_a_separator() {
    Async.run(
        co -> {
          Wire wire = new Wire(5);
          Task<byte[]> reading = co.spawn(wire.stream.readUntil("--"));
          co.await(checkpoint());

          wire.arrives("abcd", "efg");
          co.await(checkpoint());

          LimitOverrunException e =
              assertThrows(LimitOverrunException.class, reading::result);
          assertEquals(6, e.consumed());
          assertEquals("abcdefg", text(co.await(wire.stream.read(99))));
          return null;
        });
  }

  @Test
  void a_line_comes_without_its_end() {
    Async.run(
        co -> {
          Wire wire = new Wire().arrives("one\ntwo\r\n\nlast é").ends();

          assertEquals("one", co.await(wire.stream.readLine()));
          assertEquals("two", co.await(wire.stream.readLine()));
          assertEquals("", co.await(wire.stream.readLine()));
          assertEquals("last é", co.await(wire.stream.readLine()));
          assertNull(co.await(wire.stream.readLine()));
          wire.assertNoBufferIsLeft();
          return null;
        });
  }

  @Test
  void a_line_that_is_too_long_is_dropped() {
    Async.run(
        co -> {
          Wire wire = new Wire(5).arrives("much too long\nok\n", "again too long");
          Mono<String> line = wire.stream.readLine();

          assertThrows(LimitOverrunException.class, () -> waitFor(line));
          assertEquals("ok", co.await(line));
          assertThrows(LimitOverrunException.class, () -> waitFor(line));
          wire.arrives(" rest\n");
          assertEquals(" rest", co.await(line));
          return null;
        });
  }

  @Test
  void read_all_waits_for_the_end() {
    Async.run(
        co -> {
          Wire wire = new Wire(2).arrives("a");
          Task<byte[]> all = co.spawn(wire.stream.readAll());
          co.await(checkpoint());

          wire.arrives("bcdefg", "h");
          co.await(checkpoint());
          assertFalse(all.isDone());
          wire.ends();

          assertEquals("abcdefgh", text(co.await(all)));
          assertEquals(0, co.await(wire.stream.readAll()).length);
          wire.assertNoBufferIsLeft();
          return null;
        });
  }

  @Test
  void a_second_reader_is_refused() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          Task<String> first = co.spawn("first", wire.stream.readLine());
          co.await(checkpoint());

          IllegalStateException e =
              assertThrows(IllegalStateException.class, () -> waitFor(wire.stream.read(1)));
          wire.arrives("for the first\n");

          assertTrue(e.getMessage().startsWith("a ByteStream has one reader at a time, but Task["));
          assertEquals("for the first", co.await(first));
          return null;
        });
  }

  @Test
  void a_cancelled_read_has_taken_nothing() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          Task<String> waiting = co.spawn(wire.stream.readLine());
          co.await(checkpoint());
          waiting.cancel();
          co.await(checkpoint());
          Task<String> served = co.spawn(wire.stream.readLine());
          co.await(checkpoint());
          wire.arrives("one\r\ntwo\n");
          served.cancel(); // it has the line, but has not resumed with it
          co.await(checkpoint());

          assertTrue(served.isCancelled());
          assertEquals("one\r\n", text(co.await(wire.stream.readUntil("\n"))));
          assertEquals("two", co.await(wire.stream.readLine()));
          wire.assertNoBufferIsLeft();
          return null;
        });
  }

  @Test
  void a_buffer_that_a_cancelled_task_was_handed_goes_back() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          Task<ByteBuf> served = co.spawn(wire.stream.readBuffer(3));
          co.await(checkpoint());
          wire.arrives("abcdef");
          served.cancel();
          co.await(checkpoint());

          ByteBuf first = co.await(wire.stream.readBuffer(4));
          ByteBuf second = co.await(wire.stream.readBuffer(4));
          wire.arrives("more");

          assertEquals("abcd", first.toString(StandardCharsets.UTF_8));
          assertEquals("ef", second.toString(StandardCharsets.UTF_8));
          first.release();
          second.release();
          co.await(wire.stream.readExactly(4));
          wire.assertNoBufferIsLeft();
          return null;
        });
  }

  @Test
  void a_lost_connection_is_raised_after_what_arrived_before() {
    Async.run(
        co -> {
          Wire wire = new Wire().arrives("before");
          Task<byte[]> waiting = co.spawn(wire.stream.readExactly(10));
          co.await(checkpoint());

          IOException lost = new IOException("lost");
          wire.breaks(lost);
          co.await(checkpoint());

          assertSame(lost, assertThrows(IOException.class, waiting::result));
          assertEquals("before", text(co.await(wire.stream.read(10))));
          assertSame(
              lost, assertThrows(IOException.class, () -> waitFor(wire.stream.readLine())));
          assertSame(
              lost, assertThrows(IOException.class, () -> waitFor(wire.stream.awaitClosed())));
          assertFalse(wire.isOpen());
          wire.assertNoBufferIsLeft();
          return null;
        });
  }

  @Test
  void a_stream_that_nobody_reads_to_its_end_leaks_nothing() {
    Async.run(
        co -> {
          Wire wire = new Wire().arrives("left", " over");

          wire.disconnects();

          wire.assertNoBufferIsLeft();
          assertEquals("left over", text(co.await(wire.stream.readAll())));
          return null;
        });
  }

  @Test
  void the_socket_is_not_read_while_twice_the_limit_is_here() {
    Async.run(
        co -> {
          Wire wire = new Wire(4).arrives("12345678");
          assertTrue(wire.isRead());
          wire.arrives("9");
          assertFalse(wire.isRead());

          co.await(wire.stream.read(4));
          assertFalse(wire.isRead());
          co.await(wire.stream.read(1));

          assertTrue(wire.isRead());
          return null;
        });
  }

  @Test
  void a_flux_of_lines_reads_what_is_requested() {
    Async.run(
        co -> {
          Wire wire = new Wire().arrives("a\nb\nc\nd\n").ends();

          StepVerifier.create(wire.stream.lines(), 2)
              .expectNext("a", "b")
              .thenCancel()
              .verify();

          assertEquals(List.of("c", "d"), co.await(wire.stream.lines().collectList()));
          return null;
        });
  }

  @Test
  void a_flux_of_chunks_ends_with_the_input() {
    Async.run(
        co -> {
          Wire wire = new Wire().arrives("abcde").ends();

          List<String> chunks =
              co.await(wire.stream.chunks(2).map(Wire::text).collectList());

          assertEquals(List.of("ab", "cd", "e"), chunks);
          return null;
        });
  }

  @Test
  void arguments_are_checked() {
    Async.run(
        co -> {
          ByteStream stream = new Wire().stream;

          assertThrows(IllegalArgumentException.class, () -> stream.read(-1));
          assertThrows(IllegalArgumentException.class, () -> stream.readExactly(-1));
          assertThrows(IllegalArgumentException.class, () -> stream.readBuffer(0));
          assertThrows(IllegalArgumentException.class, () -> stream.writeLimits(2, 1));
          assertThrows(IllegalArgumentException.class, () -> new Wire(0));
          Connection connection = stream.connection();
          assertThrows(IllegalStateException.class, () -> ByteStream.over(connection));
          return null;
        });
  }

  @Test
  void it_belongs_to_its_loop() {
    ByteStream stream = Async.run(co -> new Wire().stream);

    assertThrows(NotOnLoopException.class, () -> stream.write("x"));
    assertThrows(NotOnLoopException.class, stream::close);
    assertThrows(NotOnLoopException.class, Wire::new);
  }

  @Test
  void a_read_on_another_loop_is_refused_as_nothing_would_wake_it() {
    try (Loop home = Loop.create();
        Loop other = Loop.create()) {
      ByteStream stream = home.run(Async.async(co -> ByteStream.pair().left()));

      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> other.run(stream.read(1)));

      assertTrue(e.getMessage().contains(" belongs to Loop["), e.getMessage());
    }
  }
}
