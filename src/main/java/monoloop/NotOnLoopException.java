package monoloop;

/** Something that needs the running loop was called from a thread that is not running one. */
public final class NotOnLoopException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NotOnLoopException(String what) {
    super(
        what
            + " must be called from a task, but thread \""
            + Thread.currentThread().getName()
            + "\" is not running one. Start one with Async.run(...)");
  }
}
