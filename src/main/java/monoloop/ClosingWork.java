package monoloop;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Awaits something and then closes a generator, in any case. */
final class ClosingWork<T extends @Nullable Object> extends Awaitable<T> {
  private final AsyncGenerator<?, ?> generator;
  private final Mono<T> work;

  ClosingWork(AsyncGenerator<?, ?> generator, Mono<T> work) {
    this.generator = generator;
    this.work = work;
  }

  @Override
  Object await(CoroutineFrame frame) {
    return frame.inline(new Frame(generator, work));
  }

  @Override
  public String toString() {
    return "closeAfter of " + generator;
  }

  private static final class Frame extends LibraryFrame {
    private static final int WORKS = 1;
    private static final int CLOSES = 2;

    private final AsyncGenerator<?, ?> generator;
    private final Mono<?> work;
    private @Nullable Object result;
    private @Nullable Throwable error;

    private Frame(AsyncGenerator<?, ?> generator, Mono<?> work) {
      this.generator = generator;
      this.work = work;
    }

    @Override
    protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
        throws Throwable {
      if (state == CLOSES) {
        return finish(thrown);
      }
      result = sent;
      error = thrown;
      if (state == 0 && thrown == null) {
        try {
          result = await((Object) work);
        } catch (Throwable t) {
          error = t;
        }
        if (result == PENDING) {
          state = WORKS;
          return PENDING;
        }
      }
      Throwable failure = null;
      try {
        if (await((Object) generator.close()) == PENDING) {
          state = CLOSES;
          return PENDING;
        }
      } catch (Throwable t) {
        failure = t;
      }
      return finish(failure);
    }

    private @Nullable Object finish(@Nullable Throwable closing) throws Throwable {
      state = DONE;
      Throwable first = error;
      if (first == null || closing == null || first == closing) {
        if (first != null || closing != null) {
          throw first != null ? first : closing;
        }
        return result;
      }
      if (closing instanceof CancelledError) {
        closing.addSuppressed(first);
        throw closing;
      }
      first.addSuppressed(closing);
      throw first;
    }
  }
}
