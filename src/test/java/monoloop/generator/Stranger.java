package monoloop.generator;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A generator that is no frame of the library's: all it promises is the public interface. */
record Stranger<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>(
    Generator<Y, S, R> inner) implements Generator<Y, S, R> {
  @Override
  public Y next() {
    return inner.next();
  }

  @Override
  public Y send(@Nullable S value) {
    return inner.send(value);
  }

  @Override
  public Y raise(Throwable thrown) {
    return inner.raise(thrown);
  }

  @Override
  public Step<Y, R> tryNext() {
    return inner.tryNext();
  }

  @Override
  public Step<Y, R> trySend(@Nullable S value) {
    return inner.trySend(value);
  }

  @Override
  public Step<Y, R> tryRaise(Throwable thrown) {
    return inner.tryRaise(thrown);
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public @Nullable R closeAndGet() {
    return inner.closeAndGet();
  }

  @Override
  public GeneratorState state() {
    return inner.state();
  }

  @Override
  public Iterator<Y> iterator() {
    return inner.iterator();
  }
}
