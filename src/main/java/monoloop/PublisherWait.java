package monoloop;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Awaits the value of a Mono, or the first element of any other publisher, by subscribing. */
final class PublisherWait extends Wait implements CoreSubscriber<Object>, Scannable {
  /** Whether there is no more than one element anyway, so that completion need not be forced. */
  private final boolean mono;

  private @Nullable Subscription upstream;
  private @Nullable Object first;

  /** The task's, with the deadline. */
  private final Context context;

  private PublisherWait(Task<?> task, boolean mono) {
    super(task);
    context = task.limit == null ? task.context : task.contextWithDeadline();
    this.mono = mono;
  }

  static @Nullable Object await(Publisher<?> publisher, Task<?> task) throws Throwable {
    PublisherWait wait = new PublisherWait(task, publisher instanceof Mono);
    publisher.subscribe(wait); // not CorePublisher's: Hooks.onLastOperator sees this one only
    return wait.resultOrSuspend();
  }

  @Override
  public void onSubscribe(Subscription s) {
    if (Operators.validate(upstream, s)) {
      upstream = s;
      s.request(mono ? Long.MAX_VALUE : 1);
    }
  }

  @Override
  public void onNext(Object value) {
    Objects.requireNonNull(value, "onNext");
    if (first != null || over()) {
      drop(value);
    } else if (mono) {
      first = value;
    } else {
      first = value;
      Objects.requireNonNull(upstream).cancel();
      finish(value, null);
    }
  }

  @Override
  public void onError(Throwable t) {
    Objects.requireNonNull(t, "onError");
    if (!mono && first != null) {
      Operators.onErrorDropped(t, task.context);
    } else {
      finish(null, Errors.unwrap(t));
    }
  }

  @Override
  public void onComplete() {
    if (mono || first == null) {
      finish(first, null);
    }
  }

  @Override
  void unregister() {
    Subscription s = upstream;
    if (s != null) {
      s.cancel();
    }
  }

  @Override
  public Object source() {
    Subscription s = upstream;
    return s == null ? this : s;
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.PARENT) {
      return upstream;
    }
    if (key == Attr.TERMINATED) {
      return over();
    }
    return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
  }

  @Override
  public String toString() {
    Subscription s = upstream;
    return s instanceof Scannable operator ? operator.name() : mono ? "a Mono" : "a Publisher";
  }
}
