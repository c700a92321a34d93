package monoloop;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import monoloop.generator.StopIteration;
import monoloop.internal.frame.Frame;
import monoloop.internal.frame.Traces;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * The frame of a coroutine: what generated classes extend. Not for use by programs, which see a
 * {@link Co}.
 *
 * <p>A coroutine is a generator that yields what it waits for; its {@link Task} is the driver. The
 * frame stands in for the body's handle: generated code calls {@link #await(Object)} and {@code
 * emit} instead of the methods of {@link AsyncYielder} that suspend.
 */
@SuppressWarnings("overloads")
public abstract class CoroutineFrame extends Frame implements AsyncYielder<Object, Object> {
  /** {@link #SUSPENDED} for the rest of the kernel. */
  static final Object PENDING = SUSPENDED;

  /** Whose step this frame belongs to; see {@link #task()}. */
  @Nullable Task<?> task;

  /** Creates a frame that has not started. */
  protected CoroutineFrame() {}

  // ---- for generated code

  /**
   * Waits for {@code awaitable}. The cheapest way is tried first: awaitables of the library, then
   * scalars, which need no subscription, then a subscription.
   *
   * @return the value, null if there is none, or {@link #SUSPENDED}
   * @throws Throwable the error if it is there at once
   */
  protected final @Nullable Object await(@Nullable Object awaitable) throws Throwable {
    Task<?> waiter = task();
    if (awaitable instanceof Awaitable<?> own) {
      return waiter.limit != null && own.isScoped() && waiter.interrupted()
          ? SUSPENDED
          : own.await(this);
    }
    if (waiter.limit != null && waiter.interrupted()) {
      return SUSPENDED;
    }
    try {
      if (awaitable instanceof Fuseable.ScalarCallable<?> scalar) {
        return scalar.call();
      }
      if (awaitable instanceof Publisher<?> publisher) {
        return PublisherWait.await(publisher, waiter);
      }
      if (awaitable instanceof CompletionStage<?> stage) {
        return StageWait.await(stage, waiter);
      }
    } catch (Throwable t) {
      throw awaitedHere(Errors.unwrap(t));
    }
    throw notAwaitable(awaitable);
  }

  private RuntimeException notAwaitable(@Nullable Object awaitable) {
    return awaitable == null
        ? new NullPointerException(task() + " cannot await null")
        : new IllegalArgumentException(
            "await needs a Mono, a Publisher or a CompletionStage, but was given a "
                + awaitable.getClass().getName());
  }

  /** Makes the trace of an error that is thrown at once show the awaiting line. */
  Throwable awaitedHere(Throwable thrown) {
    return Traces.awaitedHere(thrown);
  }

  /** Enters {@code child} as a part of this coroutine's task. */
  final Object inline(CoroutineFrame child) {
    child.task = task();
    return enter(child);
  }

  // ---- for the task

  /** One step of the chain that this frame is the base of. */
  final @Nullable Object advance(@Nullable Object sent, @Nullable Throwable thrown) {
    return step(sent, thrown);
  }

  /** Whether the body has returned or thrown. */
  final boolean ended() {
    return done();
  }

  /** Whether the body has begun. */
  final boolean begun() {
    return started();
  }

  /** Whether leaving the body suspended for ever would leave clean-up undone. */
  final boolean needsClosing() {
    return guarded();
  }

  /** From now on this chain, which is suspended, runs in steps of {@code task}. */
  final void adopt(Task<?> task) {
    if (this.task != task) {
      for (Frame f = leaf(); f instanceof CoroutineFrame c; f = c.parent()) {
        c.task = task;
      }
    }
  }

  /** Ends a frame that has not begun. */
  final void drop() {
    abandon();
  }

  /** The user's line at which the innermost frame waits; null if unknown. */
  final @Nullable StackTraceElement waitsAt() {
    return leaf() instanceof CoroutineFrame f && f.begun() ? f.where() : null;
  }

  /** The program's lines at which this chain waits, innermost first; empty while it runs. */
  final List<StackTraceElement> waitingLines() {
    List<StackTraceElement> lines = new ArrayList<>();
    for (Frame f = leaf(); f instanceof CoroutineFrame c && lines.size() < 1000; f = c.parent()) {
      StackTraceElement at = c.begun() ? c.where() : null;
      if (at != null && UserLines.isOne(at)) {
        lines.add(at);
      }
    }
    return List.copyOf(lines);
  }

  /** The first of {@link #waitingLines}; null if there is none. */
  final @Nullable StackTraceElement waitsAtUserLine() {
    for (Frame f = leaf(); f instanceof CoroutineFrame c; f = c.parent()) {
      StackTraceElement at = c.begun() ? c.where() : null;
      if (at != null && UserLines.isOne(at)) {
        return at;
      }
    }
    return null;
  }

  /** Whether the innermost body is a state machine. */
  final boolean isCompiled() {
    return !(leaf() instanceof ThreadCoroutine) && !(this instanceof ThreadCoroutine);
  }

  /** Makes the trace of {@code thrown} show the lines at which this chain awaits it. */
  final void traceInto(Throwable thrown) {
    Frame leaf = leaf();
    if (leaf != null) {
      Traces.awaited(thrown, leaf);
    }
  }

  @Override
  protected Throwable leaving(Throwable thrown) {
    return thrown instanceof StopIteration
        ? new IllegalStateException("coroutine raised StopIteration", thrown)
        : thrown;
  }

  @Override
  protected RuntimeException executing() {
    return new IllegalStateException("the coroutine of " + task + " is executing already");
  }

  @Override
  protected RuntimeException ignoredExit() {
    return new IllegalStateException("the coroutine of " + task + " ignored its exit");
  }

  // ---- the handle, as far as it does not suspend

  @Override
  public final Task<?> task() {
    Task<?> t = task;
    if (t == null) {
      // a helper of the body, which generated code has entered
      CoroutineFrame outer = (CoroutineFrame) parent();
      t = task = Objects.requireNonNull(outer, "the coroutine has not started").task();
    }
    return t;
  }

  @Override
  public final Loop loop() {
    Loop l = task().loop;
    l.privacy.end();
    return l;
  }

  @Override
  public final ContextView context() {
    return task().context;
  }

  @Override
  public final <T> Task<T> spawn(Mono<T> work) {
    return Task.spawn(parentToBe(), null, work, false);
  }

  @Override
  public final <T> Task<T> spawn(Coroutine<T> body) {
    return Task.spawn(parentToBe(), null, new CoroutineMono<>(body), false);
  }

  @Override
  public final <T> Task<T> spawn(String name, Mono<T> work) {
    return Task.spawn(parentToBe(), Objects.requireNonNull(name, "name"), work, false);
  }

  @Override
  public final <T> Task<T> spawn(String name, Coroutine<T> body) {
    return Task.spawn(
        parentToBe(), Objects.requireNonNull(name, "name"), new CoroutineMono<>(body), false);
  }

  @Override
  public final <T> Task<T> spawnEager(Mono<T> work) {
    return Task.spawn(parentToBe(), null, work, true);
  }

  @Override
  public final <T> Task<T> spawnEager(Coroutine<T> body) {
    return Task.spawn(parentToBe(), null, new CoroutineMono<>(body), true);
  }

  /** This task, for a thread that may add to its loop. */
  private Task<?> parentToBe() {
    Task<?> t = task();
    NotOnLoopException.check(t.loop, "co.spawn()");
    return t;
  }

  // ---- the handle where it suspends: generated code never calls these

  @Override
  public final <T> @Nullable T await(Mono<T> mono) {
    throw outsideBody();
  }

  @Override
  public final <T> @Nullable T await(Publisher<T> publisher) {
    throw outsideBody();
  }

  @Override
  public final <T> @Nullable T await(CompletionStage<T> stage) {
    throw outsideBody();
  }

  @Override
  public final Object yield(Object value) {
    throw outsideBody();
  }

  private IllegalStateException outsideBody() {
    return new IllegalStateException(
        "the coroutine of " + task + " can be suspended by its own body only");
  }
}
