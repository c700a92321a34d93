package monoloop.internal.frame;

import java.lang.ref.WeakReference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A body that can be suspended: what generated classes extend.
 *
 * <p>Frames form a chain while they delegate: the <em>base</em> is the frame that somebody drives,
 * the <em>leaf</em> the innermost one. The base points at the leaf, so that a step costs the same
 * at every depth; a frame points at its parent, so that a result or an error finds its way out.
 *
 * <p>The contract with generated code: {@link #resume} continues at {@link #state} and either sets
 * {@code state} to the number of the suspension (1, 2, ...) and returns the yielded value or {@link
 * #SUSPENDED}, or sets {@link #DONE} and returns the result, or throws. It suspends through {@link
 * #emit} and through methods that return {@link #SUSPENDED}.
 */
public abstract class Frame {
  /** Returned by {@link #resume} and by awaiting methods: the frame waits for something. */
  protected static final Object SUSPENDED = new Object();

  /** The {@link #state} of a frame that has returned or thrown. */
  protected static final int DONE = -1;

  /** 0 before the first step, n at suspension n, {@link #DONE} at the end. */
  protected int state;

  /**
   * Who delegates to this frame; null for a base. Weak if this frame was entered through its
   * handle: such a frame may wait for its clean-up after all that delegated to it were dropped, and
   * must not keep them, which lead to its handle, alive.
   */
  private @Nullable Object parent;

  /** The frame that this one delegates to, or its handle, from the call until its end. */
  private @Nullable Object delegate;

  /** Of a base: the leaf while suspended, null while running. Of any other frame: null. */
  private @Nullable Frame leaf = this;

  private @Nullable Sink sink;

  /** Creates a frame that has not started. */
  protected Frame() {}

  /** Continues until the next suspension, the return or the exception. */
  protected abstract @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
      throws Throwable;

  /** The user's source line at which this frame is suspended; null if unknown. */
  protected @Nullable StackTraceElement where() {
    return null;
  }

  /** The user's line at which the body is suspended: its own, or that of the helper it is in. */
  protected final @Nullable StackTraceElement suspendedAt() {
    Frame f = this;
    for (Frame d = f.delegate(); d != null && d.helper(); d = f.delegate()) {
      f = d;
    }
    return f.where();
  }

  /** Whether a suspension lies inside a try block: only then does dropping the frame matter. */
  protected boolean guarded() {
    return true;
  }

  /**
   * Whether this frame is a method that its parent's body has called with its handle, and no
   * delegate: an exit is raised in it, not in its caller.
   */
  protected boolean helper() {
    return false;
  }

  /** What an exception that leaves the body becomes for the outside. */
  protected Throwable leaving(Throwable thrown) {
    return thrown;
  }

  /** The error for advancing a frame that is running. */
  protected abstract RuntimeException executing();

  /** The error for a body that suspends although it was told to exit. */
  protected abstract RuntimeException ignoredExit();

  /** Called by generated code for a yield: true if it was consumed and the body may go on. */
  protected final boolean emit(@Nullable Object value) {
    Sink s = sink;
    return s != null && s.emit(value);
  }

  /**
   * Called to delegate to a frame nobody else drives. The driver enters it once this frame has
   * suspended, and resumes this frame with its result.
   */
  protected final Object enter(Frame child) {
    delegate = child;
    return SUSPENDED;
  }

  /** As {@link #enter(Frame)}; the handle stays reachable while the delegation lasts. */
  protected final Object enter(Handle child) {
    child.entered();
    delegate = child;
    return SUSPENDED;
  }

  /** The frame that this one delegates to right now; null if none. */
  protected final @Nullable Frame delegate() {
    Object d = delegate;
    return d instanceof Handle h ? h.frame() : (Frame) d;
  }

  /** Whether another frame delegates to this one. */
  public final boolean delegated() {
    return parent() != null;
  }

  /** Who delegates to this frame; null if nobody does. */
  protected final @Nullable Frame parent() {
    Object p = parent;
    if (p instanceof WeakReference<?> reference) {
      p = reference.get();
      if (p == null) {
        becomeBase();
      }
    }
    return (Frame) p;
  }

  /** Who delegated to this frame was dropped: a base that was running would not have been. */
  private void becomeBase() {
    parent = null;
    Frame f = this;
    for (Frame d = f.delegate(); d != null && d.parent() == f; d = f.delegate()) {
      f = d;
    }
    leaf = f;
  }

  /** Emissions go to {@code sink} instead of suspending; null to suspend at each. */
  public final void sink(@Nullable Sink sink) {
    for (Frame f = leaf; f != null; f = f.parent()) {
      f.sink = sink;
    }
  }

  /** Whether the body has returned or thrown, or was closed before it started. */
  protected final boolean done() {
    return state == DONE;
  }

  /** Whether the body has begun. */
  protected final boolean started() {
    return state != 0 || leaf != this;
  }

  /** Whether this frame or one that it delegates to is executing. */
  protected final boolean running() {
    return base().leaf == null;
  }

  /** Ends a frame that has not started: its body never runs. */
  protected final void abandon() {
    state = DONE;
  }

  /** The innermost frame of the chain that this frame is the base of; null while running. */
  protected final @Nullable Frame leaf() {
    return leaf;
  }

  private Frame base() {
    Frame f = this;
    for (Frame p = f.parent(); p != null; p = f.parent()) {
      f = p;
    }
    return f;
  }

  // ---- driving

  /**
   * One step of the chain that this frame is the base of.
   *
   * @return the yielded value or {@link #SUSPENDED}, or the result if {@link #done()} afterwards
   */
  protected final @Nullable Object step(@Nullable Object sent, @Nullable Throwable thrown) {
    Frame from = leaf;
    if (from == null) {
      return stepFromOutside(sent, thrown, false);
    }
    leaf = null;
    return run(this, from, sent, thrown);
  }

  /**
   * One step that raises {@code exit}: delegates are closed from the innermost outwards, then it is
   * raised in this frame (PEP 380), or in the helper that its body is in.
   */
  protected final @Nullable Object stepExit(Throwable exit) {
    Frame from = leaf;
    if (from == null) {
      return stepFromOutside(null, exit, true);
    }
    leaf = null;
    return runExit(this, from, exit);
  }

  /**
   * Somebody drives a frame that another one delegates to. The chain below it runs by itself; the
   * outer frames stay suspended and find out at their next step.
   */
  private @Nullable Object stepFromOutside(
      @Nullable Object sent, @Nullable Throwable thrown, boolean exit) {
    Frame outer = parent();
    if (outer == null && leaf != null) { // it has just become a base
      return exit ? stepExit(Objects.requireNonNull(thrown)) : step(sent, thrown);
    }
    Frame base = base();
    Frame from = base.leaf;
    if (outer == null || from == null) {
      throw executing();
    }
    Sink outerSink = sink;
    if (outerSink != null) { // values of this step belong to whoever makes it
      redirect(from, null);
    }
    base.leaf = null;
    try {
      return exit
          ? runExit(this, from, Objects.requireNonNull(thrown))
          : run(this, from, sent, thrown);
    } finally {
      if (state == DONE) {
        parent = null;
        Frame ended = new Ended();
        ended.parent = outer;
        outer.delegate = ended;
        base.leaf = ended;
      } else {
        base.leaf = leaf;
        if (outerSink != null) {
          redirect(Objects.requireNonNull(leaf), outerSink);
        }
        leaf = null;
      }
    }
  }

  /** Sets the sink of the frames from {@code from} up to this one. */
  private void redirect(Frame from, @Nullable Sink sink) {
    this.sink = sink;
    for (Frame f = from; f != null && f != this; f = f.parent()) {
      f.sink = sink;
    }
  }

  private static @Nullable Object run(
      Frame base, Frame from, @Nullable Object sent, @Nullable Throwable thrown) {
    Frame f = from;
    for (; ; ) {
      Object v;
      try {
        v = f.resume(sent, thrown);
      } catch (Throwable t) {
        f.state = DONE;
        Throwable out = f.leaving(t);
        if (f == base) {
          base.leaf = base;
          throw Sneaky.sneak(out);
        }
        if (t != thrown) {
          Traces.stitch(out, f);
        }
        f = f.leave();
        sent = null;
        thrown = out;
        continue;
      }
      if (f.state > 0) {
        Frame child;
        if (v != SUSPENDED || (child = f.delegate()) == null) {
          base.leaf = f;
          return v;
        }
        sent = null;
        thrown = null;
        if (child.state == DONE) {
          f.delegate = null;
          continue;
        }
        Frame inner = child.leaf;
        if (inner == null) {
          f.delegate = null;
          thrown = child.executing();
          continue;
        }
        if (f.sink != child.sink) {
          child.sink(f.sink);
        }
        child.leaf = null;
        child.parent = f.delegate instanceof Handle ? new WeakReference<>(f) : f;
        f = inner;
        continue;
      }
      if (f == base) {
        base.leaf = base;
        return v;
      }
      f = f.leave();
      sent = v;
      thrown = null;
    }
  }

  private void forgetDelegate() {
    Object d = delegate;
    delegate = null;
    if (d instanceof Handle handle) {
      handle.left();
    }
  }

  /** Leaves a finished frame for its parent. */
  private Frame leave() {
    Frame p = Objects.requireNonNull(parent());
    parent = null;
    leaf = this;
    p.forgetDelegate();
    return p;
  }

  /**
   * Closes the bodies that {@code base} delegates to, from the one of {@code from} outwards, and
   * raises in {@code base}: {@code exit}, or what went wrong on the way.
   */
  private static @Nullable Object runExit(Frame base, Frame from, Throwable exit) {
    Throwable thrown = exit;
    Frame f = from;
    for (Frame body = f.body(); body != base; body = f.body()) {
      Frame p = Objects.requireNonNull(body.parent());
      Throwable next = exit;
      try {
        run(body, f, null, thrown);
      } catch (Throwable t) {
        if (t.getClass() != exit.getClass()) {
          next = t;
        }
      }
      body.parent = null;
      p.forgetDelegate();
      thrown = body.state == DONE ? next : body.ignoredExit();
      f = p;
    }
    return run(base, f, null, thrown);
  }

  /** The frame that this one is a helper of, or itself. */
  private Frame body() {
    Frame f = this;
    for (Frame p; f.helper() && (p = f.parent()) != null; ) {
      f = p;
    }
    return f;
  }

  /** What a user holds of a frame that must not be collected with a {@code finally} pending. */
  public interface Handle {
    /** The frame behind it. */
    Frame frame();

    /** Called when a delegation to the frame begins: it may start now. */
    void entered();

    /** Called when the delegation is over: the frame may have ended. */
    void left();
  }

  /** Takes emissions of a frame that runs while there is demand. */
  public interface Sink {
    /**
     * Takes one value.
     *
     * @return true if the body may go on, false if it must suspend now
     */
    boolean emit(@Nullable Object value);
  }

  /** Stands for a delegate that somebody else has finished: the delegator goes on with null. */
  private static final class Ended extends Frame {
    @Override
    protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
        throws Throwable {
      state = DONE;
      if (thrown != null) {
        throw thrown;
      }
      return null;
    }

    @Override
    protected RuntimeException executing() {
      return new IllegalStateException("a finished delegate cannot be executing");
    }

    @Override
    protected RuntimeException ignoredExit() {
      return executing();
    }
  }
}
