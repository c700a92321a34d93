package monoloop.generator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Supplier;
import monoloop.internal.frame.Frame;
import monoloop.internal.frame.Sneaky;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;

/**
 * One subscriber's run of a generator, stepped by whoever requests.
 *
 * <p>{@code requested} is the demand and the right to step in one: who moves it away from zero owns
 * the generator until it has moved it back. A {@code request} from inside {@code onNext} therefore
 * only adds demand, and {@code cancel} adds one too: on a suspended generator that wins the
 * ownership and closes it right there, otherwise the owner finds {@link #stop} set at the next
 * yield. Once stopped, {@code requested} never returns to zero.
 *
 * <p>{@code stop} is null while active; a {@code Throwable} if that must be signalled; else an
 * {@link End}.
 */
abstract class GeneratorSubscription<T> implements Subscription, Scannable, Frame.Sink {
  private enum End {
    /** No more signals: by the subscriber, or because it threw. */
    CANCELLED,
    /** The terminal signal was sent. */
    TERMINATED
  }

  /** Why a generator that waits at a yield of null stops; its message needs a suspended body. */
  private static final Throwable YIELDED_NULL = new NullPointerException("a yield of null");

  private static final Object UNFINISHED = new Object();

  @SuppressWarnings("rawtypes")
  private static final AtomicLongFieldUpdater<GeneratorSubscription> REQUESTED =
      AtomicLongFieldUpdater.newUpdater(GeneratorSubscription.class, "requested");

  private static final VarHandle STOP;

  static {
    try {
      STOP =
          MethodHandles.lookup().findVarHandle(GeneratorSubscription.class, "stop", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final CoreSubscriber<? super T> actual;
  private final Generator<?, ?, ?> generator;

  /** What is entered directly; null for a generator that can only be stepped from outside. */
  private final @Nullable GeneratorFrame<?, ?, ?> frame;

  private final @Nullable Relay relay;

  private volatile long requested;
  private volatile @Nullable Object stop;

  /** Of the owner: at how many emissions to look for more demand. */
  long limit;

  /** Of the owner: emissions since it began, not counted if unbounded. */
  long emitted;

  private @Nullable Throwable thrownBySubscriber;

  GeneratorSubscription(CoreSubscriber<? super T> actual, Generator<?, ?, ?> generator) {
    this.actual = actual;
    this.generator = generator;
    frame = GeneratorFrame.idleFrameOf(generator);
    relay = frame != null && frame != generator ? new Relay() : null;
    if (frame != null) {
      frame.sink(relay != null ? relay : this);
    }
    if (relay != null && generator instanceof Frame.Handle handle) {
      handle.entered();
    }
  }

  /** Creates a generator; null if that failed, which {@code actual} has been told then. */
  static <G extends Generator<?, ?, ?>> @Nullable G supply(
      Supplier<? extends G> supplier, CoreSubscriber<?> actual) {
    try {
      return Objects.requireNonNull(supplier.get(), "the supplier of generators returned null");
    } catch (Throwable t) {
      Operators.error(actual, Operators.onOperatorError(t, actual.currentContext()));
      return null;
    }
  }

  static @Nullable Object scanSource(Attr<?> key) {
    return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : key == Attr.PREFETCH ? 0 : null;
  }

  /** The body has returned and nobody has cancelled. */
  abstract void returned(@Nullable Object result);

  // ---- from the subscriber

  @Override
  public final void request(long n) {
    if (n <= 0) {
      if (STOP.compareAndSet(this, null, Exceptions.nullOrNegativeRequestException(n))) {
        claimToEnd();
      }
    } else if (Operators.addCap(REQUESTED, this, n) == 0) {
      drive(n);
    }
  }

  @Override
  public final void cancel() {
    Object was = stop;
    while (!(was instanceof End)) {
      if (STOP.compareAndSet(this, was, End.CANCELLED)) {
        claimToEnd();
        return;
      }
      was = stop;
    }
  }

  private void claimToEnd() {
    if (Operators.addCap(REQUESTED, this, 1) == 0) {
      end();
    }
  }

  // ---- for the owner, inside emit()

  /** Opaque, not volatile: it is read at each element and orders nothing. */
  final boolean stopped() {
    return STOP.getOpaque(this) != null;
  }

  /** Takes no value: null, or one that a stopped body yielded. */
  final boolean refuse(@Nullable Object value) {
    if (value == null) {
      STOP.compareAndSet(this, null, YIELDED_NULL);
    } else {
      Operators.onDiscard(value, actual.currentContext());
    }
    return false;
  }

  /** The subscriber broke the rules: the body is closed, and the caller of request() is told. */
  final boolean stopBecauseSubscriberThrew(Throwable thrown) {
    thrownBySubscriber = thrown;
    STOP.setVolatile(this, End.CANCELLED);
    return false;
  }

  final boolean moreDemand() {
    long now = requested;
    if (now == limit) {
      return false;
    }
    limit = now;
    return true;
  }

  // ---- the owner

  private void drive(long demand) {
    for (long left = demand; left != 0; ) {
      if (stopped()) {
        end();
        return;
      }
      limit = left;
      Object result;
      try {
        result = run();
      } catch (Throwable t) {
        settle(t);
        return;
      }
      if (result != UNFINISHED) {
        if (STOP.compareAndSet(this, null, End.TERMINATED)) {
          returned(result);
        } else {
          settle(null);
        }
        return;
      }
      if (!stopped()) {
        long taken = emitted;
        emitted = 0; // before the right to touch it is given up
        left = Operators.produced(REQUESTED, this, taken);
      }
    }
  }

  /** Runs the body until it returns, or must suspend and is {@link #UNFINISHED}. */
  private @Nullable Object run() {
    if (frame == null) {
      return runFromOutside();
    }
    connect(this);
    try {
      return frame.advanceOr(UNFINISHED);
    } finally {
      connect(null);
      if (relay != null && generator instanceof Frame.Handle handle) {
        handle.left();
      }
    }
  }

  /** While the body runs its emissions arrive here; while it is suspended nothing points here. */
  private void connect(Frame.@Nullable Sink sink) {
    if (relay != null) {
      relay.target = sink;
    }
  }

  private @Nullable Object runFromOutside() {
    for (; ; ) {
      switch (generator.trySend(null)) {
        case Step.Returned<?, ?>(var result) -> {
          return result;
        }
        case Step.Yielded<?, ?>(var value) -> {
          if (!emit(value)) {
            return UNFINISHED;
          }
        }
      }
    }
  }

  /** Closes the generator at its yield and says why. */
  private void end() {
    if (stop == YIELDED_NULL) {
      STOP.compareAndSet(this, YIELDED_NULL, yieldedNull(generator));
    }
    Throwable fromBody = null;
    connect(this);
    try {
      generator.close();
    } catch (Throwable t) {
      fromBody = t;
    }
    connect(null);
    settle(fromBody);
  }

  /** Sends the last signal, if there is still somebody to send it to. */
  private void settle(@Nullable Throwable fromBody) {
    Object why = stop;
    if (why != End.CANCELLED && !STOP.compareAndSet(this, why, End.TERMINATED)) {
      why = End.CANCELLED;
    }
    Throwable first = why instanceof Throwable t ? t : thrownBySubscriber;
    if (first != null && fromBody != null) {
      first.addSuppressed(fromBody);
    }
    if (why instanceof Throwable failure) {
      actual.onError(failure);
    } else if (first != null) {
      throw Sneaky.sneak(first);
    } else if (why == End.CANCELLED) {
      if (fromBody != null) {
        Operators.onErrorDropped(fromBody, actual.currentContext());
      }
    } else if (fromBody != null) {
      actual.onError(Operators.onOperatorError(fromBody, actual.currentContext()));
    }
  }

  /** The error for a yield that a reactive stream cannot carry. */
  static NullPointerException yieldedNull(Generator<?, ?, ?> generator) {
    return new NullPointerException(
        generator + " yielded null, which a Flux cannot carry. Yield a value other than null");
  }

  // ---- seeing

  @Override
  @SuppressWarnings("rawtypes")
  public final @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.ACTUAL) {
      return actual;
    }
    if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
      return requested;
    }
    if (key == Attr.CANCELLED) {
      return stop == End.CANCELLED;
    }
    if (key == Attr.TERMINATED) {
      return stop == End.TERMINATED;
    }
    if (key == Attr.ERROR) {
      return stop instanceof Throwable t ? t : null;
    }
    return scanSource(key);
  }

  @Override
  public final String toString() {
    return "Subscription[" + generator + "]";
  }

  /**
   * Stands between a guarded frame and its subscription. The frame of a dropped generator waits for
   * its clean-up; it must not keep the subscription, and so its handle, alive meanwhile.
   */
  private static final class Relay implements Frame.Sink {
    /** Null while the body is suspended by its subscription. */
    private Frame.@Nullable Sink target;

    @Override
    public boolean emit(@Nullable Object value) {
      Frame.Sink t = target;
      return t != null && t.emit(value);
    }
  }
}
