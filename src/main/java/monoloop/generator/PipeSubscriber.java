package monoloop.generator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Fuseable.ConditionalSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One subscriber's run of a generator that answers the elements of a source.
 *
 * <p>{@code phase} says who owns the generator: the signal that moved it from {@link #IDLE} to
 * {@link #BUSY}, until it moves it back; or for ever who moved it to {@link #ENDED}. Somebody who
 * wants the end while it is busy leaves the wish in {@code phase}, and the owner fulfils it after
 * the current {@code onNext}.
 *
 * <pre>
 *   IDLE ⇄ BUSY → STOPPING → ENDED       IDLE → HOLDING → ENDED
 * </pre>
 */
final class PipeSubscriber<S, Y> implements ConditionalSubscriber<S>, Subscription, Scannable {
  /** The generator waits for the next element. */
  private static final int IDLE = 0;

  /** The body or the downstream's {@code onNext} is running. */
  private static final int BUSY = 1;

  /** Busy, and to be ended by the owner. */
  private static final int STOPPING = 2;

  /** The generator has ended; its last answer waits for demand. */
  private static final int HOLDING = 3;

  /** No more signals, and the generator is closed. */
  private static final int ENDED = 4;

  private static final VarHandle PHASE;

  @SuppressWarnings("rawtypes")
  private static final AtomicLongFieldUpdater<PipeSubscriber> REQUESTED =
      AtomicLongFieldUpdater.newUpdater(PipeSubscriber.class, "requested");

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(PipeSubscriber.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final CoreSubscriber<? super Y> actual;
  private final @Nullable ConditionalSubscriber<? super Y> conditional;
  private final Generator<? extends Y, ? super S, ?> generator;
  private @Nullable Subscription upstream;

  private volatile int phase;

  /** All demand so far, capped. Only the answer to an error needs to know. */
  private volatile long requested;

  /** How many answers were taken. */
  private long taken;

  /** Of the owner: whether the downstream's {@code onNext} is running. */
  private boolean emitting;

  private volatile boolean cancelled;
  private volatile @Nullable Throwable badRequest;

  private @Nullable Y lastAnswer;
  private @Nullable Throwable lastError;

  @SuppressWarnings("unchecked")
  PipeSubscriber(
      CoreSubscriber<? super Y> actual, Generator<? extends Y, ? super S, ?> generator) {
    this.actual = actual;
    this.generator = generator;
    conditional =
        actual instanceof ConditionalSubscriber<?> c ? (ConditionalSubscriber<? super Y>) c : null;
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }

  // ---- from the source

  @Override
  public void onSubscribe(Subscription s) {
    if (!Operators.validate(upstream, s)) {
      return;
    }
    upstream = s;
    if (generator.state() == GeneratorState.SUSPENDED) { // the supplier has primed it
      actual.onSubscribe(this);
      return;
    }
    Step<? extends Y, ?> first;
    try {
      first = generator.trySend(null);
    } catch (Throwable t) {
      phase = ENDED;
      Operators.error(actual, Operators.onOperatorError(s, t, actual.currentContext()));
      return;
    }
    if (first instanceof Step.Yielded<? extends Y, ?>(var priming)) {
      Operators.onDiscard(priming, actual.currentContext());
      actual.onSubscribe(this);
    } else {
      phase = ENDED;
      s.cancel();
      Operators.complete(actual);
    }
  }

  @Override
  public void onNext(S element) {
    if (!tryOnNext(element)) {
      upstream().request(1);
    }
  }

  @Override
  public boolean tryOnNext(S element) {
    boolean nested = isNested();
    if (!nested && !PHASE.compareAndSet(this, IDLE, BUSY)) {
      if (cancelled) {
        Operators.onDiscard(element, actual.currentContext());
      } else {
        Operators.onNextDropped(element, actual.currentContext());
      }
      return true;
    }
    emitting = false; // while the body runs
    Step<? extends Y, ?> step;
    try {
      step = generator.trySend(element);
    } catch (Throwable t) {
      terminate(Operators.onOperatorError(upstream, t, element, actual.currentContext()));
      return true;
    }
    if (!(step instanceof Step.Yielded<? extends Y, ?>(var answer))) {
      upstream().cancel();
      terminate(null);
      return true;
    }
    if (answer == null) {
      upstream().cancel();
      terminate(closing(GeneratorSubscription.yieldedNull(generator)));
      return true;
    }
    boolean accepted = true;
    if (phase == STOPPING) {
      Operators.onDiscard(answer, actual.currentContext());
    } else {
      accepted = emit(answer);
    }
    emitting = nested;
    // what was nested may have ended it already, or hold its last answer
    if (!nested && !PHASE.compareAndSet(this, BUSY, IDLE) && phase == STOPPING) {
      terminate(closing(null));
    }
    return accepted;
  }

  /**
   * Whether a signal comes from inside the downstream's {@code onNext}, which has requested: the
   * generator waits at a yield, and the outer signal still owns it.
   */
  private boolean isNested() {
    return emitting && phase == BUSY;
  }

  @Override
  public void onComplete() {
    if (isNested() || PHASE.compareAndSet(this, IDLE, BUSY)) {
      terminate(closing(null));
    }
  }

  @Override
  public void onError(Throwable error) {
    if (!isNested() && !PHASE.compareAndSet(this, IDLE, BUSY)) {
      Operators.onErrorDropped(error, actual.currentContext());
      return;
    }
    Step<? extends Y, ?> step;
    try {
      step = generator.tryRaise(error);
    } catch (Throwable t) {
      terminate(t == error ? t : Operators.onOperatorError(t, actual.currentContext()));
      return;
    }
    if (!(step instanceof Step.Yielded<? extends Y, ?>(var answer))) {
      terminate(null);
      return;
    }
    if (answer == null) {
      terminate(closing(GeneratorSubscription.yieldedNull(generator)));
      return;
    }
    lastError = closing(null);
    lastAnswer = answer;
    if (!PHASE.compareAndSet(this, BUSY, HOLDING)) {
      Operators.onDiscard(answer, actual.currentContext());
      terminate(lastError);
      return;
    }
    deliverLastAnswerIfRequested();
  }

  // ---- from the subscriber

  @Override
  public void request(long n) {
    if (n > 0) {
      Operators.addCap(REQUESTED, this, n);
      if (phase == HOLDING) {
        deliverLastAnswerIfRequested();
      } else {
        upstream().request(n);
      }
    } else {
      badRequest = Exceptions.nullOrNegativeRequestException(n);
      upstream().cancel();
      end();
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    upstream().cancel();
    end();
  }

  /** Ends at once if nobody is busy, else leaves it to who is. */
  private void end() {
    for (; ; ) {
      int was = phase;
      if (was == STOPPING || was == ENDED) {
        return;
      }
      if (PHASE.compareAndSet(this, was, was == BUSY ? STOPPING : ENDED)) {
        if (was == IDLE) {
          terminate(closing(null));
        } else if (was == HOLDING) {
          Operators.onDiscard(lastAnswer, actual.currentContext());
          terminate(lastError);
        }
        return;
      }
    }
  }

  // ---- the owner

  private boolean emit(Y answer) {
    boolean accepted = true;
    emitting = true;
    taken++;
    try {
      if (conditional == null) {
        actual.onNext(answer);
      } else if (!conditional.tryOnNext(answer)) {
        accepted = false;
        taken--;
      }
    } catch (Throwable t) { // the subscriber broke the rules: close, and tell the source
      cancelled = true;
      upstream().cancel();
      if (phase != ENDED) {
        terminate(closing(null));
      }
      throw t;
    } finally {
      emitting = false;
    }
    return accepted;
  }

  private void deliverLastAnswerIfRequested() {
    if (requested > taken && PHASE.compareAndSet(this, HOLDING, ENDED)) {
      emit(Objects.requireNonNull(lastAnswer));
      terminate(lastError);
    }
  }

  /** Closes the generator; {@code error}, with what that threw. */
  private @Nullable Throwable closing(@Nullable Throwable error) {
    try {
      generator.close();
    } catch (Throwable t) {
      if (error == null) {
        return t;
      }
      error.addSuppressed(t);
    }
    return error;
  }

  /** Sends the last signal, if there is still somebody to send it to. */
  private void terminate(@Nullable Throwable error) {
    phase = ENDED;
    Throwable bad = badRequest;
    if (cancelled) {
      if (error != null) {
        Operators.onErrorDropped(error, actual.currentContext());
      }
    } else if (bad != null) {
      if (error != null) {
        bad.addSuppressed(error);
      }
      actual.onError(bad);
    } else if (error != null) {
      actual.onError(error);
    } else {
      actual.onComplete();
    }
  }

  private Subscription upstream() {
    return Objects.requireNonNull(upstream);
  }

  // ---- seeing

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.PARENT) {
      return upstream;
    }
    if (key == Attr.ACTUAL) {
      return actual;
    }
    if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
      long r = requested;
      return r == Long.MAX_VALUE ? r : r - taken;
    }
    if (key == Attr.CANCELLED) {
      return cancelled;
    }
    if (key == Attr.TERMINATED) {
      return phase == ENDED && !cancelled;
    }
    if (key == Attr.ERROR) {
      return lastError;
    }
    return GeneratorSubscription.scanSource(key);
  }

  @Override
  public String toString() {
    return "Subscription[" + generator + "]";
  }
}
