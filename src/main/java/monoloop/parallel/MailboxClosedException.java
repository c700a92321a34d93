package monoloop.parallel;

/** A mailbox was closed: nothing can be sent, and nothing is left to take. */
public final class MailboxClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MailboxClosedException(String message) {
    super(message);
  }
}
