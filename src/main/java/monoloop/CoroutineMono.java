package monoloop;

import java.util.Objects;
import monoloop.generator.Engine;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.util.context.Context;

/**
 * A cold coroutine. Awaited by a coroutine it runs inside that one's task, as a frame on top of the
 * frame that awaits; subscribed it runs as a task of its own.
 */
final class CoroutineMono<T extends @Nullable Object> extends Awaitable<T> implements Scannable {
  private final CoroutineFactory factory;
  private final @Nullable Unawaited unawaited;

  CoroutineMono(Coroutine<T> body) {
    this(CoroutineFactory.coroutine(Engine.COMPILED, Objects.requireNonNull(body, "body")));
  }

  CoroutineMono(CoroutineFactory factory) {
    this.factory = factory;
    unawaited = Unawaited.on ? Unawaited.watch(this, toString()) : null;
  }

  /** A new frame: each subscription runs the body once. */
  CoroutineFrame frame() {
    if (unawaited != null) {
      unawaited.ran();
    }
    return factory.frame();
  }

  @Override
  Object await(CoroutineFrame frame) {
    return frame.inline(frame());
  }

  /** Its own awaits are what raises. */
  @Override
  boolean isScoped() {
    return false;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    start(frame(), actual, null, null);
  }

  /**
   * Runs {@code root} as a task for one subscriber: at once on the current loop if there is one,
   * else soon on {@code home}, else on the loop that the subscriber's context names, else on the
   * shared one. What nobody gets goes back to {@code operation}.
   */
  static <T> void start(
      CoroutineFrame root,
      CoreSubscriber<? super T> actual,
      @Nullable Operation<T> operation,
      @Nullable Loop home) {
    Loop here = Loop.currentOrNull();
    Loop loop = here != null ? here : home != null ? home : loopFor(actual.currentContext());
    TaskSubscription<T> subscription = new TaskSubscription<T>(actual, loop, root, operation);
    actual.onSubscribe(subscription);
    if (here != null) {
      subscription.run();
    } else if (!loop.post(subscription)) {
      subscription.fail(loop.refusal());
    }
  }

  /** The loop for a subscriber that is on none. */
  static Loop loopFor(Context context) {
    Loop named = context.getOrDefault(Loop.class, null);
    return named != null ? named : Loop.shared();
  }

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable Object scanUnsafe(Attr key) {
    return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
  }

  @Override
  public String stepName() {
    return "async";
  }

  @Override
  public String toString() {
    return "async[" + factory + "]";
  }
}
