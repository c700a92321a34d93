package monoloop.shell;

/** What the user has to mend before a command can do its work; the message says how. */
final class Problem extends Exception {
  private static final long serialVersionUID = 1;

  Problem(String message) {
    super(message);
  }
}
