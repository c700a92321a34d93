package monoloop.file;

import java.io.IOException;

/** A line was longer than the reader allows; the lines before it were delivered. */
public final class LineTooLongException extends IOException {
  private static final long serialVersionUID = 1;

  LineTooLongException(long number, int limit) {
    super("line " + number + " is longer than " + limit + " bytes. Allow more, or read chunks");
  }
}
