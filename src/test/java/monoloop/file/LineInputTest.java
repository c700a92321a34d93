package monoloop.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import monoloop.Async;
import monoloop.Task;
import org.junit.jupiter.api.Test;

/** Lines of what blocks. */
class LineInputTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void lines_come_one_by_one_and_as_a_flux() {
    LineInput input = LineInput.of(new ByteArrayInputStream(bytes("one\r\ntwo\nthree")));

    assertEquals("one", Async.run(input.readLine()));
    assertEquals(List.of("two", "three"), Async.run(input.lines().collectList()));
    assertNull(Async.run(input.readLine()));
    assertEquals("LineInput[ended, stream]", input.toString());
  }

  @Test
  void the_loop_turns_while_a_line_is_waited_for_and_a_cancel_loses_nothing()
      throws IOException {
    PipedOutputStream out = new PipedOutputStream();
    LineInput input = LineInput.of(new PipedInputStream(out));

    Async.run(
        co -> {
          Task<String> waiting = co.spawn(input.readLine());
          for (int i = 0; i < 10; i++) {
            co.await(Async.checkpoint());
          }
          waiting.cancel();
          co.await(Async.checkpoint());
          assertTrue(waiting.isCancelled());
          out.write(bytes("kept\nnext\n"));
          out.close();
          assertEquals("kept", co.await(input.readLine()));
          return null;
        });
    assertEquals("next", Async.run(input.readLine()));
  }

  @Test
  void a_second_reader_is_refused() throws IOException {
    PipedOutputStream out = new PipedOutputStream();
    LineInput input = LineInput.of(new PipedInputStream(out));

    Async.run(
        co -> {
          Task<String> first = co.spawn(input.readLine());
          co.await(Async.checkpoint());
          try {
            co.await(input.readLine());
            throw new AssertionError("both may read");
          } catch (IllegalStateException e) {
            assertEquals(
                "LineInput[reading, stream] has a reader already: await one line after the"
                    + " other",
                e.getMessage());
          }
          out.write(bytes("line\n"));
          out.close();
          assertEquals("line", co.await(first));
          return null;
        });
  }
}
