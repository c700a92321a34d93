package monoloop.generator;

import java.lang.ref.Reference;
import java.util.Iterator;
import monoloop.internal.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * What the user holds of a generator that has clean-up pending while it is suspended: when this
 * object becomes unreachable, the frame behind it is closed.
 *
 * <p>The fences keep it reachable while its frame runs: a caller's last use may be the step itself.
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
    try {
      return frame.next();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public Y send(@Nullable S value) {
    try {
      return frame.send(value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public Y raise(Throwable thrown) {
    try {
      return frame.raise(thrown);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public Step<Y, R> tryNext() {
    try {
      return frame.tryNext();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public Step<Y, R> trySend(@Nullable S value) {
    try {
      return frame.trySend(value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public Step<Y, R> tryRaise(Throwable thrown) {
    try {
      return frame.tryRaise(thrown);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void close() {
    try {
      frame.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public @Nullable R closeAndGet() {
    try {
      return frame.closeAndGet();
    } finally {
      Reference.reachabilityFence(this);
    }
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
