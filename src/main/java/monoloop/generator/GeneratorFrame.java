package monoloop.generator;

import java.util.Iterator;
import monoloop.internal.frame.Frame;
import monoloop.internal.frame.Sneaky;
import org.jspecify.annotations.Nullable;

/**
 * The frame of a generator: what generated classes extend. Not for use by programs, which get one
 * from {@link Generator#of(GeneratorBody)} and see a {@link Generator}.
 *
 * <p>It stands in for the body's {@link Yielder}: generated code calls {@link #emit} and {@link
 * #delegate} instead of the methods of that interface.
 */
@SuppressWarnings("unchecked")
public abstract class GeneratorFrame<Y, S, R> extends Frame
    implements Generator<Y, S, R>, Yielder<Y, S> {

  /** Creates a frame that has not started. */
  protected GeneratorFrame() {}

  // ---- for generated code

  /**
   * Begins a {@code yieldFrom}.
   *
   * @return always {@link #SUSPENDED}: the driver enters the delegate
   */
  protected final Object delegate(@Nullable Object delegate) {
    return switch (delegate) {
      case Handle handle when !handle.frame().delegated() -> enter(handle);
      case GeneratorFrame<?, ?, ?> frame when !frame.delegated() -> enter(frame);
      case Generator<?, ?, ?> other -> enter(new GeneratorDelegate(other));
      case null, default -> throw new NullPointerException("yieldFrom needs a delegate, was null");
    };
  }

  /**
   * Begins a {@code yieldFrom} whose argument is declared as an iterable, even if it is a
   * generator.
   *
   * @return always {@link #SUSPENDED}
   */
  protected final Object delegateItems(@Nullable Object items) {
    return switch (items) {
      case Generator<?, ?, ?> generator -> delegate(generator);
      case Iterable<?> iterable -> enter(new IterableDelegate(iterable.iterator()));
      case null, default -> throw new NullPointerException("yieldFrom needs an Iterable, was null");
    };
  }

  @Override
  public final S yield(Y value) {
    throw outsideBody();
  }

  @Override
  public final <T> T yieldFrom(Generator<? extends Y, ? super S, T> generator) {
    throw outsideBody();
  }

  @Override
  public final <T> @Nullable T yieldFrom(Iterable<? extends Y> items) {
    throw outsideBody();
  }

  private IllegalStateException outsideBody() {
    return new IllegalStateException(this + " can be suspended by its own body only");
  }

  // ---- driving

  @Override
  public final Y next() {
    return send(null);
  }

  @Override
  public final Y send(@Nullable S value) {
    Object v = advance(value);
    if (done()) {
      throw new StopIteration(v);
    }
    return (Y) v;
  }

  @Override
  public final Step<Y, R> tryNext() {
    return trySend(null);
  }

  @Override
  public final Step<Y, R> trySend(@Nullable S value) {
    return stepOf(advance(value));
  }

  @Override
  public final Y raise(Throwable thrown) {
    Object v = inject(thrown);
    if (done()) {
      throw new StopIteration(v);
    }
    return (Y) v;
  }

  @Override
  public final Step<Y, R> tryRaise(Throwable thrown) {
    return stepOf(inject(thrown));
  }

  private Step<Y, R> stepOf(@Nullable Object v) {
    return done() ? new Step.Returned<>((R) v) : new Step.Yielded<>((Y) v);
  }

  /** One step with null: the return value if the body has returned, else {@code unfinished}. */
  final @Nullable Object advanceOr(Object unfinished) {
    Object v = advance(null);
    return done() ? v : unfinished;
  }

  private @Nullable Object advance(@Nullable Object value) {
    if (state <= 0) {
      if (state == DONE) {
        return null;
      }
      if (value != null && !running()) {
        throw new IllegalStateException(
            "send(value) needs a generator that waits at a yield, but "
                + this
                + " has not started. Call next() first");
      }
    }
    return step(value, null);
  }

  private @Nullable Object inject(Throwable thrown) {
    if (thrown == null) {
      throw new NullPointerException("raise needs a Throwable, was null");
    }
    if (state == DONE) { // no body is left that a StopIteration could leak from
      throw Sneaky.sneak(thrown);
    }
    if (state == 0 && !running()) {
      state = DONE;
      throw Sneaky.sneak(leaving(thrown));
    }
    return thrown instanceof GeneratorExit ? stepExit(thrown) : step(null, thrown);
  }

  @Override
  public final void close() {
    closeAndGet();
  }

  @Override
  public final @Nullable R closeAndGet() {
    if (state <= 0 && !running()) {
      state = DONE;
      return null;
    }
    Object v;
    try {
      v = stepExit(new GeneratorExit());
    } catch (GeneratorExit e) {
      return null;
    }
    if (!done()) {
      throw ignoredExit();
    }
    return (R) v;
  }

  // ---- seeing

  final boolean finished() {
    return done();
  }

  final boolean isGuarded() {
    return guarded();
  }

  /** The frame to enter for a generator that nobody is stepping; null if it is none of ours. */
  static @Nullable GeneratorFrame<?, ?, ?> idleFrameOf(Generator<?, ?, ?> generator) {
    Object frame = generator instanceof Handle handle ? handle.frame() : generator;
    return frame instanceof GeneratorFrame<?, ?, ?> f && !f.delegated() && !f.running() ? f : null;
  }

  @Override
  public final GeneratorState state() {
    return state == DONE
        ? GeneratorState.CLOSED
        : running()
            ? GeneratorState.RUNNING
            : state == 0 ? GeneratorState.CREATED : GeneratorState.SUSPENDED;
  }

  @Override
  public final Iterator<Y> iterator() {
    return new GeneratorIterator<>(this);
  }

  @Override
  protected Throwable leaving(Throwable thrown) {
    return thrown instanceof StopIteration
        ? new IllegalStateException("generator raised StopIteration", thrown)
        : thrown;
  }

  @Override
  protected RuntimeException executing() {
    return new IllegalStateException(
        "Generator[running] cannot be advanced from inside its own body, nor by another thread"
            + " while it runs");
  }

  @Override
  protected RuntimeException ignoredExit() {
    return new IllegalStateException(
        this + " ignored GeneratorExit: its body yielded while it was being closed");
  }

  @Override
  public String toString() {
    StackTraceElement at = state > 0 && !running() ? suspendedAt() : null;
    return "Generator[" + state() + (at == null ? "]" : " at " + at + "]");
  }
}
