package monoloop.io;

import static monoloop.Async.checkpoint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import monoloop.Async;
import monoloop.Coroutine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The report of buffers that a task forgot. */
@Isolated
class WatchedBufferTest {
  private final List<String> reported = new ArrayList<>();
  private final List<Throwable> errors = new ArrayList<>();

  @BeforeEach
  void on() {
    WatchedBuffer.on = true;
  }

  @AfterEach
  void off() {
    WatchedBuffer.on = Boolean.getBoolean("monoloop.debug");
  }

  private interface Body {
    Coroutine<?> with(Wire wire);
  }

  private void run(Body body) {
    Async.run(
        co -> {
          co.loop()
              .exceptionHandler(
                  (loop, message, error, source) -> {
                    reported.add(message);
                    errors.add(error);
                  });
          Wire wire = new Wire().arrives("abcdef");
          Coroutine<?> work = body.with(wire);
          co.await(co.spawn("reader", inner -> work.run(inner)));
          co.await(checkpoint());
          co.await(checkpoint());
          return null;
        });
  }

  @Test
  void a_task_that_forgets_a_buffer_is_reported_with_the_line() {
    run(
        wire ->
            co -> {
              co.await(wire.stream.readBuffer(4));
              return null;
            });

    assertEquals(
        List.of("Task \"reader\" ended without releasing a buffer of 4 bytes"), reported);
    assertTrue(
        Arrays.stream(errors.getFirst().getStackTrace())
            .anyMatch(f -> "WatchedBufferTest.java".equals(f.getFileName())),
        () -> Arrays.toString(errors.getFirst().getStackTrace()));
  }

  @Test
  void a_buffer_that_arrived_later_is_watched_too() {
    run(
        wire ->
            co -> {
              co.await(wire.stream.read(6));
              co.loop().callSoon(() -> wire.arrives("xy"));
              co.await(wire.stream.readBuffer(4));
              return null;
            });

    assertEquals(
        List.of("Task \"reader\" ended without releasing a buffer of 2 bytes"), reported);
  }

  @Test
  void what_was_released_written_or_returned_is_not_reported() {
    run(
        wire ->
            co -> {
              co.await(wire.stream.readBuffer(1)).release();
              wire.stream.write(co.await(wire.stream.readBuffer(1)));
              ByteBuf parts = co.await(wire.stream.readBuffer(2));
              wire.stream.write(parts.readRetainedSlice(1));
              parts.release();
              return co.await(wire.stream.readBuffer(1));
            });

    assertEquals(List.of(), reported);
  }
}
