package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Takes over {@code System.out} and {@code System.err} while cells run, because cells run in this
 * JVM and loops print on threads of their own. The streams come back on {@link #close}.
 */
final class Console implements AutoCloseable {
  private static final int MOST = 1 << 20;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  Console() {
    PrintStream both = new PrintStream(new Sink(), true, UTF_8);
    System.setOut(both);
    System.setErr(both);
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
    System.setOut(out);
    System.setErr(err);
  }

  /** A cell that prints for ever fills no memory. */
  private final class Sink extends OutputStream {
    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      synchronized (printed) {
        printed.write(bytes, from, Math.min(count, Math.max(0, MOST - printed.size())));
      }
    }
  }
}
