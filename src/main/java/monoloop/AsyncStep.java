package monoloop;

import java.util.Objects;
import monoloop.generator.GeneratorExit;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/**
 * One step of an async generator, made anew for each await. It holds the handle, so that a
 * generator is not taken for dropped while a step of it is in progress.
 */
final class AsyncStep<T> extends Awaitable<T> {
  static final byte SEND = 0;
  static final byte RAISE = 1;
  static final byte CLOSE = 2;
  private static final String[] NAMES = {"next()", "raise()", "close()"};

  private final @Nullable AsyncGenerator<?, ?> handle;
  private final AsyncExchange exchange;
  private final byte kind;
  private final @Nullable Object argument;

  AsyncStep(AsyncGenerator<?, ?> handle, byte kind, @Nullable Object argument) {
    this.handle = handle;
    this.exchange = handle.exchange;
    this.kind = kind;
    this.argument = argument;
  }

  /** Closes a generator that nobody holds. */
  AsyncStep(AsyncExchange exchange) {
    this.handle = null;
    this.exchange = exchange;
    this.kind = CLOSE;
    this.argument = null;
  }

  @Override
  @Nullable Object await(CoroutineFrame frame) throws Throwable {
    Object v = exchange.begin(this, frame.task());
    return v == CoroutineFrame.PENDING ? frame.inline(new Frame(this)) : v;
  }

  boolean isClose() {
    return kind == CLOSE;
  }

  @Nullable Object sent() {
    return kind == SEND ? argument : null;
  }

  @Nullable Throwable thrown() {
    return switch (kind) {
      case RAISE -> (Throwable) Objects.requireNonNull(argument);
      case CLOSE -> new GeneratorExit();
      default -> null;
    };
  }

  /** From outside of the loop it runs where the generator lives. */
  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    CoroutineMono.start(new AwaitFrame(this), actual, null, exchange.loop());
  }

  AsyncGenerator<?, ?> watched() {
    return Objects.requireNonNull(handle);
  }

  /** {@code next()}. */
  String name() {
    return argument != null && kind == SEND ? "send(value)" : NAMES[kind];
  }

  @Override
  public String toString() {
    return name() + " of " + exchange;
  }

  /** Stands for the body in the chain of the task that waits for this step. */
  private static final class Frame extends CoroutineFrame {
    private final AsyncStep<?> step;

    private Frame(AsyncStep<?> step) {
      this.step = step;
    }

    @Override
    protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
        throws Throwable {
      if (state == 0) { // entered: what the body waits for is arranged already
        state = 1;
        return PENDING;
      }
      Object v = step.exchange.resume(sent, thrown);
      if (v != PENDING) {
        state = DONE;
      }
      return v;
    }

    @Override
    protected @Nullable StackTraceElement where() {
      return step.exchange.where();
    }
  }
}
