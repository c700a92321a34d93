package monoloop.io;

import static java.time.Duration.ofHours;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.DeadlockException;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import monoloop.Task;
import monoloop.VirtualTicker;
import monoloop.test.LoopTest;
import monoloop.test.RepeatedSchedules;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;

/** Two streams connected by memory behave as a connection does. */
class StreamPairTest {
  private final Trail trail = new Trail();

  @LoopTest
  void what_one_end_writes_the_other_one_reads(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    pair.left().write("hello\nwor");
    pair.left().write("ld\n");
    pair.right().write("back\n");

    assertEquals("hello", co.await(pair.right().readLine()));
    assertEquals("world", co.await(pair.right().readLine()));
    assertEquals("back", co.await(pair.left().readLine()));
  }

  @LoopTest
  void with_a_low_mark_of_zero_drain_waits_until_everything_has_gone(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    pair.left().writeLimits(0, 0);
    pair.left().write(new byte[1_000_000]);
    Task<Void> draining = co.spawn(pair.left().drain());

    co.await(pair.right().readExactly(500_000));
    co.await(sleep(ofHours(1)));
    assertFalse(draining.isDone());
    co.await(pair.right().readExactly(500_000));

    co.await(draining);
    pair.close();
  }

  @LoopTest
  void a_peer_answers_while_hours_of_virtual_time_pass(Co co, VirtualTicker clock)
      throws Exception {
    StreamPair pair = ByteStream.pair();
    Task<Void> server =
        co.spawn(
            c -> {
              for (String line; (line = c.await(pair.right().readLine())) != null; ) {
                c.await(sleep(ofHours(1)));
                pair.right().write(line.toUpperCase() + "\n");
              }
              pair.right().close();
              return null;
            });
    for (String word : new String[] {"a", "b", "c"}) {
      pair.left().write(word + "\n");
      trail.say(co.await(pair.left().readLine()));
    }
    pair.left().shutdownOutput();
    co.await(server);

    assertNull(co.await(pair.left().readLine()));
    assertEquals("A, B, C", trail.toString());
    assertEquals(ofHours(3), clock.elapsed());
  }

  @RepeatedSchedules(30)
  void who_writes_too_much_waits_until_the_other_end_reads(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    byte[] piece = new byte[10_000];
    Arrays.fill(piece, (byte) 7);
    int[] written = {0};
    Task<Void> writer =
        co.spawn(
            c -> {
              for (int i = 0; i < 100; i++) {
                pair.left().write(piece);
                c.await(pair.left().drain());
                written[0] += piece.length;
              }
              pair.left().close();
              return null;
            });
    co.await(waitUntilAllBlocked());
    // in the writer's buffer, on the way, and twice the limit in front of the reader
    int most = (64 << 10) + MemoryChannel.CAPACITY + 2 * ByteReader.DEFAULT_LIMIT + 4 * 10_000;
    assertTrue(written[0] < most, "written with nobody reading: " + written[0]);
    assertFalse(writer.isDone());

    byte[] all = co.await(pair.right().readAll());
    co.await(writer);
    assertEquals(1_000_000, all.length);
    assertTrue(all[0] == 7 && all[999_999] == 7);
  }

  @LoopTest
  void what_is_read_is_not_the_writers_array(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    byte[] bytes = {1, 2, 3};
    pair.left().write(bytes);
    ByteBuf read = co.await(pair.right().readBuffer(3));
    bytes[0] = 9;

    assertEquals(1, read.readByte());
    read.release();
  }

  @LoopTest
  void one_direction_ends_and_the_other_one_goes_on(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    pair.left().write("last");
    pair.left().shutdownOutput();

    assertEquals("last", Wire.text(co.await(pair.right().readAll())));
    assertTrue(pair.right().isAtEnd());
    pair.right().write("still here");
    pair.right().shutdownOutput();
    assertEquals("still here", Wire.text(co.await(pair.left().readAll())));
    assertThrows(IllegalStateException.class, () -> pair.left().write("more"));
  }

  @LoopTest
  void what_was_sent_before_a_close_is_read_before_the_end(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    pair.left().write("bye");
    pair.left().close();
    co.await(pair.left().awaitClosed());

    assertEquals("bye", Wire.text(co.await(pair.right().readAll())));
    assertFalse(pair.right().isClosing());
  }

  @LoopTest
  void writing_to_an_end_that_was_closed_fails(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    pair.left().close();
    co.await(pair.left().awaitClosed());
    pair.right().write("nobody hears");

    IOException e = assertThrows(IOException.class, () -> co.await(pair.right().awaitClosed()));
    assertEquals("the other end of the pair was closed: nothing more is received", e.getMessage());
    assertThrows(IOException.class, () -> co.await(pair.right().drain()));
  }

  @LoopTest
  void an_abort_ends_the_reader_and_the_waiting_writer_of_the_other_end(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    Task<String> reader = co.spawn(pair.right().readLine());
    Task<Void> writer =
        co.spawn(
            c -> {
              pair.right().write(new byte[1_000_000]);
              c.await(pair.right().drain());
              return null;
            });
    co.await(waitUntilAllBlocked());
    pair.left().abort();

    assertThrows(IOException.class, () -> co.await(writer));
    try {
      assertNull(co.await(reader), "the end of input");
    } catch (IOException broken) {
      assertNotNull(broken.getMessage()); // the write has failed first
    }
  }

  @LoopTest
  void a_read_that_was_cancelled_has_taken_nothing(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    pair.left().write("abc");
    assertThrows(
        TimeoutException.class,
        () -> co.await(Async.timeout(ofHours(1), c -> c.await(pair.right().readExactly(5)))));
    pair.left().write("de");

    assertEquals("abcde", Wire.text(co.await(pair.right().readExactly(5))));
  }

  @LoopTest
  void readers_step_after_the_writers_step_has_ended(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    Task<Void> reader =
        co.spawn(
            c -> {
              trail.say("read " + c.await(pair.right().readLine()));
              return null;
            });
    co.await(checkpoint());
    pair.left().write("x\n");
    trail.say("written");
    co.await(reader);

    assertEquals("written, read x", trail.toString());
  }

  @Test
  void two_ends_that_read_from_each_other_are_a_deadlock() {
    Coroutine<Void> body =
        co -> {
          StreamPair pair = ByteStream.pair();
          Task<String> left = co.spawn(pair.left().readLine());
          co.await(pair.right().readLine());
          co.await(left);
          return null;
        };
    try (Loop loop = Loop.virtual(VirtualTicker.autojump())) {
      DeadlockException e =
          assertThrows(DeadlockException.class, () -> loop.run(Async.async(body)));
      assertTrue(e.getMessage().contains("ByteStream.read"), e.getMessage());
    }
  }

  @Test
  void it_works_on_a_loop_of_real_time_too() {
    int read =
        Async.run(
            co -> {
              StreamPair pair = ByteStream.pair();
              try (pair) {
                pair.left().write(new byte[300_000]);
                pair.left().close();
                return co.await(pair.right().readAll()).length;
              }
            });

    assertEquals(300_000, read);
  }

  @Test
  void a_loop_may_close_while_somebody_waits_at_an_end() {
    Throwable[] seen = new Throwable[1];
    Async.run(
        co -> {
          StreamPair pair = ByteStream.pair();
          co.spawn(
              c -> {
                try {
                  return c.await(pair.left().readLine());
                } catch (Throwable t) {
                  seen[0] = t;
                  pair.close();
                  throw t;
                }
              });
          co.await(checkpoint());
          return null;
        });

    assertInstanceOf(CancelledError.class, seen[0]);
  }

  @Test
  void it_needs_a_loop() {
    assertThrows(NotOnLoopException.class, ByteStream::pair);
  }
}
