package monoloop.shell;

/** A text is not JSON, or not what was expected in it. */
final class JsonException extends Exception {
  private static final long serialVersionUID = 1;

  JsonException(String message) {
    super(message);
  }
}
