package monoloop.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.NotOnLoopException;
import monoloop.Task;
import org.junit.jupiter.api.Test;

/** Streams that block, read and written without blocking the loop. */
class PipeTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void what_is_written_at_one_end_is_read_at_the_other() {
    byte[] data = new byte[1_000_000];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 >> 3);
    }
    byte[] back =
        Async.run(
            co -> {
              Pipe pipe = Pipe.open();
              PipeWriter writer = PipeWriter.over(Channels.newOutputStream(pipe.sink()));
              PipeReader reader = PipeReader.over(Channels.newInputStream(pipe.source()));
              Task<byte[]> reading = co.spawn(reader.readAll());
              writer.write(data);
              co.await(writer.drain());
              writer.close();
              co.await(writer.awaitClosed());
              assertEquals("PipeWriter[closed, 0 bytes on their way]", writer.toString());
              return co.await(reading);
            });

    assertArrayEquals(data, back);
  }

  @Test
  void the_standard_input_can_be_read_in_lines() {
    List<String> lines =
        Async.run(
            co ->
                co.await(
                    PipeReader.over(new ByteArrayInputStream("a\nb\nc".getBytes(UTF_8)))
                        .lines()
                        .collectList()));

    assertEquals(List.of("a", "b", "c"), lines);
  }

  @Test
  void no_more_is_read_than_twice_the_limit_and_a_piece() {
    int[] read = new int[1];
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            read[0]++;
            return 'x';
          }

          @Override
          public int read(byte[] into, int from, int length) {
            read[0] += length;
            return length;
          }
        };

    Async.run(
        co -> {
          PipeReader reader = PipeReader.over(endless, 1000);
          co.await(reader.read(1));
          co.await(Async.sleep(SHORT));
          reader.close();
          return null;
        });

    assertTrue(read[0] <= 3 * (64 << 10), read[0] + " bytes were read");
  }

  @Test
  void an_error_of_the_stream_comes_after_what_was_read() {
    InputStream broken =
        new InputStream() {
          private boolean second;

          @Override
          public int read() throws IOException {
            if (second) {
              throw new IOException("broken");
            }
            second = true;
            return 'x';
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            into[from] = (byte) read();
            return 1;
          }
        };

    Async.run(
        co -> {
          PipeReader reader = PipeReader.over(broken);
          assertArrayEquals(new byte[] {'x'}, co.await(reader.read(10)));
          IOException e = assertThrows(IOException.class, () -> co.await(reader.read(10)));
          assertEquals("broken", e.getMessage());
          return null;
        });
  }

  @Test
  void closing_the_reader_ends_its_input() {
    Async.run(
        co -> {
          Pipe pipe = Pipe.open();
          PipeReader reader = PipeReader.over(Channels.newInputStream(pipe.source()));
          Task<String> reading = co.spawn(reader.readLine());
          co.await(Async.checkpoint());
          reader.close();
          assertNull(co.await(reading));
          assertEquals("PipeReader[ended, 0 bytes to read]", reader.toString());
          pipe.sink().close();
          return null;
        });
  }

  @Test
  void a_writer_refuses_what_comes_after_its_close() {
    Async.run(
        co -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          PipeWriter writer = PipeWriter.over(out);
          writer.write("one ");
          writer.write("two");
          writer.close();
          assertTrue(writer.isClosing());
          assertThrows(IllegalStateException.class, () -> writer.write("three"));
          co.await(writer.awaitClosed());
          assertEquals("one two", out.toString(UTF_8));
          return null;
        });
  }

  @Test
  void a_slow_stream_holds_the_writer_up_at_the_drain_only() {
    CountDownLatch open = new CountDownLatch(1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            try {
              open.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            out.write(b);
          }
        };

    Async.run(
        co -> {
          PipeWriter writer = PipeWriter.over(slow);
          writer.writeLimits(0, 2);
          writer.write("12");
          co.await(writer.drain());
          writer.write("3");
          assertThrows(
              TimeoutException.class, () -> co.await(Async.waitFor(writer.drain(), SHORT)));
          open.countDown();
          co.await(writer.drain());
          assertFalse(writer.isClosing());
          assertEquals("123", out.toString(UTF_8));
          return null;
        });
  }

  @Test
  void pipes_are_closed_with_their_loop() throws Exception {
    CountDownLatch closed = new CountDownLatch(2);
    InputStream in =
        new ByteArrayInputStream(new byte[1_000_000]) {
          @Override
          public void close() {
            closed.countDown();
          }
        };
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed.countDown();
          }
        };

    Async.run(
        co -> {
          PipeReader.over(in);
          PipeWriter.over(out);
          return null;
        });

    closed.await();
  }

  @Test
  void pipes_belong_to_a_loop() {
    assertThrows(
        NotOnLoopException.class, () -> PipeReader.over(new ByteArrayInputStream(new byte[0])));
    assertThrows(
        NotOnLoopException.class, () -> PipeWriter.over(new ByteArrayOutputStream()));
  }
}
