package monoloop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what the library logs from the console and for the test. */
final class LogCapture implements AutoCloseable {
  /** Held strongly: the log manager forgets loggers that nobody holds. */
  private final Logger logger = Logger.getLogger("monoloop");

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  LogCapture() {
    logger.setFilter(this::keep);
  }

  /** Waits for the next line. */
  String take() throws InterruptedException {
    return lines.take();
  }

  List<String> lines() {
    return new ArrayList<>(lines);
  }

  private boolean keep(LogRecord r) {
    Throwable t = r.getThrown();
    lines.add(r.getLevel() + " " + r.getMessage() + (t == null ? "" : ": " + t.getMessage()));
    return false;
  }

  @Override
  public void close() {
    logger.setFilter(null);
  }
}
