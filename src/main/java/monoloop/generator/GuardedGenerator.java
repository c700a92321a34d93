package monoloop.generator;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import monoloop.internal.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * What the user holds of a generator that has clean-up pending while it is suspended: when this
 * object becomes unreachable, the frame behind it is closed.
 *
 * <p>The fence keeps it reachable while its frame runs: a caller's last use may be the step itself.
 */
final class GuardedGenerator<Y, S, R> implements Generator<Y, S, R>, Frame.Handle {
  private final GeneratorFrame<Y, S, R> frame;

  /** Null until the body starts: a generator that was only created has nothing to clean up. */
  private Cleaner.@Nullable Cleanable watch;

  GuardedGenerator(GeneratorFrame<Y, S, R> frame) {
    this.frame = frame;
  }

  @Override
  public Frame frame() {
    return frame;
  }

  @Override
  public void entered() {
    if (watch == null && !frame.finished()) {
      watch = Dropped.watch(this, frame);
    }
  }

  /**
   * The collector must let a finished frame go: what its body captured may well lead back here, as
   * in an object that keeps the generator of one of its own methods in a field.
   */
  @Override
  public void left() {
    if (watch != null && frame.finished()) {
      watch.clean();
    }
  }

  /** After a step, or what was refused as one. */
  private void settle() {
    if (frame.finished()) {
      left();
    } else if (watch == null && frame.state() == GeneratorState.SUSPENDED) {
      entered();
    }
    Reference.reachabilityFence(this);
  }

  @Override
  public Y next() {
    try {
      return frame.next();
    } finally {
      settle();
    }
  }

  @Override
  public Y send(@Nullable S value) {
    try {
      return frame.send(value);
    } finally {
      settle();
    }
  }

  @Override
  public Y raise(Throwable thrown) {
    try {
      return frame.raise(thrown);
    } finally {
      settle();
    }
  }

  @Override
  public Step<Y, R> tryNext() {
    try {
      return frame.tryNext();
    } finally {
      settle();
    }
  }

  @Override
  public Step<Y, R> trySend(@Nullable S value) {
    try {
      return frame.trySend(value);
    } finally {
      settle();
    }
  }

  @Override
  public Step<Y, R> tryRaise(Throwable thrown) {
    try {
      return frame.tryRaise(thrown);
    } finally {
      settle();
    }
  }

  @Override
  public void close() {
    try {
      frame.close();
    } finally {
      settle();
    }
  }

  @Override
  public @Nullable R closeAndGet() {
    try {
      return frame.closeAndGet();
    } finally {
      settle();
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
