package monoloop.shell;

/** A cell could not be run to its end: it does not compile, or it does not end. */
final class CellException extends Exception {
  private static final long serialVersionUID = 1;

  CellException(String message) {
    super(message);
  }
}
