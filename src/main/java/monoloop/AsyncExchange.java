package monoloop;

import java.lang.ref.Cleaner;
import java.util.Objects;
import monoloop.generator.GeneratorExit;
import monoloop.generator.GeneratorState;
import org.jspecify.annotations.Nullable;

/**
 * What is behind the handle of an async generator: its body, and whose step is in progress. It does
 * not refer to the handle, so that a handle nobody holds is noticed.
 */
final class AsyncExchange implements Runnable {
  /** Its thread starts at the first generator with clean-up pending. */
  private static final class Lazy {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private final CoroutineFrame frame;
  private volatile @Nullable Loop loop;

  /** The task whose step is in progress; null between the steps. */
  private @Nullable Task<?> stepper;

  /** Whether the step in progress closes. */
  private boolean closing;

  /** Of a body that has started and has clean-up pending when it is suspended. */
  private Cleaner.@Nullable Cleanable watch;

  AsyncExchange(CoroutineFactory factory) {
    frame = factory.frame();
  }

  @Nullable Loop loop() {
    return loop;
  }

  /** Begins a step on behalf of {@code task}. */
  @Nullable Object begin(AsyncStep<?> step, Task<?> task) throws Throwable {
    check(step, task);
    Throwable thrown = step.thrown();
    if (over() || (thrown != null && !frame.begun())) {
      frame.drop();
      if (thrown != null && !step.isClose()) {
        throw thrown;
      }
      return null;
    }
    Object sent = step.sent();
    if (!frame.begun()) {
      if (sent != null) {
        throw new IllegalStateException(
            "send(value) needs a generator that waits at a yield, but "
                + this
                + " has not started. Await next() first");
      }
      start(step, task);
    }
    stepper = task;
    closing = step.isClose();
    frame.adopt(task);
    return resume(sent, thrown);
  }

  private void check(AsyncStep<?> step, Task<?> task) {
    Task<?> other = stepper;
    if (other != null) {
      throw new IllegalStateException(
          step.name()
              + " cannot be awaited: "
              + this
              + " is running already for Task \""
              + other.name()
              + "\". Await one step at a time");
    }
    Loop home = loop;
    if (home != null && home != task.loop && !over()) {
      throw new IllegalStateException(
          task + " cannot await " + step + ": it belongs to " + home + ". Subscribe from there");
    }
  }

  private void start(AsyncStep<?> step, Task<?> task) {
    Loop home = task.loop;
    loop = home;
    if (frame.needsClosing()) {
      home.tasks.generators.add(this);
      watch = Lazy.CLEANER.register(step.watched(), this);
    }
  }

  /** Continues the step in progress: a value, null at the end, or {@code PENDING}. */
  @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown) throws Throwable {
    Object v;
    try {
      v = frame.advance(sent, thrown);
      while (v == null && !frame.ended()) {
        v =
            frame.advance(
                null, new NullPointerException("yield(null): null is the end of " + this));
      }
    } catch (Throwable t) {
      end();
      if (closing && t instanceof GeneratorExit) {
        return null;
      }
      throw t;
    }
    if (frame.ended()) {
      end();
      return null;
    }
    if (v == CoroutineFrame.PENDING) {
      return v;
    }
    stepper = null;
    if (closing) {
      throw new IllegalStateException(
          this + " ignored GeneratorExit: its body yielded while it was being closed");
    }
    return v;
  }

  private void end() {
    stepper = null;
    Cleaner.Cleanable w = watch;
    if (w != null) {
      watch = null;
      Objects.requireNonNull(loop).tasks.generators.remove(this);
      w.clean();
    }
  }

  /** The handle is unreachable, on the cleaner's thread; or the body has ended. */
  @Override
  public void run() {
    Loop home = loop;
    if (home != null && !frame.ended()) {
      home.post(this::closeDropped); // a closed loop has closed what was left
    }
  }

  private void closeDropped() {
    AsyncGenerators all = Objects.requireNonNull(loop).tasks.generators;
    if (all.remove(this)) {
      all.close(this, " was dropped without close(), and its clean-up failed");
    }
  }

  /** Whether there is no further step; a closed loop has closed what was worth it. */
  private boolean over() {
    Loop home = loop;
    return frame.ended() || (stepper == null && home != null && home.isClosed());
  }

  boolean isRunning() {
    return stepper != null;
  }

  GeneratorState state() {
    return over()
        ? GeneratorState.CLOSED
        : stepper != null
            ? GeneratorState.RUNNING
            : frame.begun() ? GeneratorState.SUSPENDED : GeneratorState.CREATED;
  }

  /** The user's line at which the body waits; null if unknown. */
  @Nullable StackTraceElement where() {
    return frame.waitsAt();
  }

  @Override
  public String toString() {
    StackTraceElement at = over() ? null : where();
    String line = at == null ? "" : ", at " + at.getFileName() + ":" + at.getLineNumber();
    return "AsyncGenerator[" + state() + line + "]";
  }
}
