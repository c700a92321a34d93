package monoloop;

/**
 * Asks the program to leave {@link Async#run(Coroutine)} (Python: SystemExit).
 *
 * <p>A task that throws it fails with it, as with any error; in addition it leaves {@link
 * Loop#run}, the other tasks are cancelled, and {@code run} throws it to its caller. Being an
 * {@link Error} it passes {@code catch (Exception e)}. It does not end the process by itself.
 */
public final class ExitRequest extends Error {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Creates a request.
   *
   * @param status the exit status for whoever catches it; 0 means success
   */
  public ExitRequest(int status) {
    super("exit requested with status " + status);
    this.status = status;
  }

  /**
   * Returns the exit status.
   *
   * @return what the constructor was given
   */
  public int status() {
    return status;
  }
}
