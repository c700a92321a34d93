package monoloop.generator;

import java.util.Iterator;
import monoloop.internal.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * What the user holds of a generator that has clean-up pending while it is suspended: when this
 * object becomes unreachable, the frame behind it is closed.
 */
final class GuardedGenerator<Y, S, R> implements Generator<Y, S, R>, Frame.Handle {
  private final GeneratorFrame<Y, S, R> frame;

  GuardedGenerator(GeneratorFrame<Y, S, R> frame) {
    this.frame = frame;
    Dropped.watch(this, frame);
  }

  @Override
  public Frame frame() {
    return frame;
  }

  @Override
  public Y next() {
    return frame.next();
  }

  @Override
  public Y send(@Nullable S value) {
    return frame.send(value);
  }

  @Override
  public Y raise(Throwable thrown) {
    return frame.raise(thrown);
  }

  @Override
  public Step<Y, R> tryNext() {
    return frame.tryNext();
  }

  @Override
  public Step<Y, R> trySend(@Nullable S value) {
    return frame.trySend(value);
  }

  @Override
  public Step<Y, R> tryRaise(Throwable thrown) {
    return frame.tryRaise(thrown);
  }

  @Override
  public void close() {
    frame.close();
  }

  @Override
  public @Nullable R closeAndGet() {
    return frame.closeAndGet();
  }

  @Override
  public GeneratorState state() {
    return frame.state();
  }

  @Override
  public Iterator<Y> iterator() {
    return new GeneratorIterator<>(this);
  }

  @Override
  public String toString() {
    return frame.toString();
  }
}
