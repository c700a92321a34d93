package monoloop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what the library logs from the console and for the test. */
final class LogCapture extends Handler implements AutoCloseable {
  /** Held strongly: the log manager forgets loggers that nobody holds. */
  private final Logger logger = Logger.getLogger("monoloop");

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  LogCapture() {
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  /** Waits for the next line. */
  String take() throws InterruptedException {
    return lines.take();
  }

  List<String> lines() {
    return new ArrayList<>(lines);
  }

  @Override
  public void publish(LogRecord r) {
    Throwable t = r.getThrown();
    lines.add(r.getLevel() + " " + r.getMessage() + (t == null ? "" : ": " + t.getMessage()));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
