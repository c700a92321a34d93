package monoloop.http;

/** A request that is answered with an error status: for a handler to throw, and not reported. */
public final class HttpStatusException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What the answer carries. */
  private final int status;

  /**
   * Creates one.
   *
   * @param status from 400 to 599
   * @param message the text of the answer, which the peer sees
   * @throws IllegalArgumentException if {@code status} is no error
   */
  public HttpStatusException(int status, String message) {
    super(message);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status must be from 400 to 599, was " + status);
    }
    this.status = status;
  }

  /**
   * Returns the status.
   *
   * @return from 400 to 599
   */
  public int status() {
    return status;
  }
}
