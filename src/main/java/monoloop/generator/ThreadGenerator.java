package monoloop.generator;

import monoloop.internal.frame.Baton;
import monoloop.internal.frame.Sneaky;
import org.jspecify.annotations.Nullable;

/** A generator whose body runs on a virtual thread of its own: the thread engine. */
@SuppressWarnings("unchecked")
final class ThreadGenerator<Y, S, R> extends GeneratorFrame<Y, S, R> {
  private final Baton baton;

  ThreadGenerator(GeneratorBody<Y, S, R> body) {
    baton = new Baton("monoloop-generator", () -> body.run(new Out()));
  }

  @Override
  protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
      throws Throwable {
    return baton.resume(this, sent, thrown);
  }

  @Override
  protected @Nullable StackTraceElement where() {
    return baton.where();
  }

  /** The body's handle. */
  private final class Out implements Yielder<Y, S> {
    @Override
    public S yield(Y value) {
      try {
        return (S) baton.yield(value);
      } catch (Throwable t) {
        throw Sneaky.sneak(t);
      }
    }

    @Override
    public <T> T yieldFrom(Generator<? extends Y, ? super S, T> generator) {
      return (T) ask(() -> delegate(generator));
    }

    @Override
    public <T> @Nullable T yieldFrom(Iterable<? extends Y> items) {
      return (T) ask(() -> delegateItems(items));
    }

    private @Nullable Object ask(Baton.Request wanted) {
      try {
        return baton.ask(wanted);
      } catch (Throwable t) {
        throw Sneaky.sneak(t);
      }
    }
  }
}
