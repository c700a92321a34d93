package monoloop;

/** Something that needs the running loop was called from a thread that is not running it. */
public final class NotOnLoopException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NotOnLoopException(String what) {
    super(
        what
            + " must be called from a task, but thread \""
            + Thread.currentThread().getName()
            + "\" is not running one. Start one with Async.run(...)");
  }

  private NotOnLoopException(String what, Loop loop) {
    super(
        what
            + " must be called on the thread of "
            + loop
            + ", but was called on \""
            + Thread.currentThread().getName()
            + "\". Use loop.callSoonThreadsafe(...)");
  }

  /** Checks that the caller may touch what belongs to {@code loop}: nobody else is turning it. */
  static void check(Loop loop, String what) {
    if (!loop.isCurrent() && loop.isRunning()) {
      throw new NotOnLoopException(what, loop);
    }
  }
}
