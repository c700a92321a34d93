package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Takes over {@code System.out} while cells run, because cells run in this JVM and loops print on
 * threads of their own. {@code System.err} stays: what others log is no output of a cell.
 */
final class Console implements AutoCloseable {
  private static final int MOST = 1 << 20;

  private final PrintStream out = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private boolean closed;

  Console() {
    System.setOut(new PrintStream(new Sink(), true, UTF_8));
  }

  /** What was printed since the last time. A console of any system gives line feeds only. */
  String take() {
    synchronized (printed) {
      String text = printed.toString(UTF_8).replace("\r\n", "\n");
      printed.reset();
      return text;
    }
  }

  @Override
  public void close() {
    synchronized (printed) {
      closed = true;
    }
    System.setOut(out);
  }

  /**
   * A cell that prints for ever fills no memory. Whoever keeps it prints to the old stream later.
   */
  private final class Sink extends OutputStream {
    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      synchronized (printed) {
        if (closed) {
          out.write(bytes, from, count);
        } else {
          printed.write(bytes, from, Math.min(count, Math.max(0, MOST - printed.size())));
        }
      }
    }
  }
}
