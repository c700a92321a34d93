package monoloop.generator;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A generator as an iterator: one step ahead only when asked whether there is one. */
final class GeneratorIterator<Y> implements Iterator<Y> {
  private final Generator<Y, ?, ?> generator;

  /** What {@link #hasNext} found; null if nobody has asked since the last {@link #next}. */
  private @Nullable Step<Y, ?> ahead;

  GeneratorIterator(Generator<Y, ?, ?> generator) {
    this.generator = generator;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null) {
      ahead = generator.tryNext();
    }
    return ahead instanceof Step.Yielded;
  }

  @Override
  public Y next() {
    if (hasNext() && ahead instanceof Step.Yielded<Y, ?>(var value)) {
      ahead = null;
      return value;
    }
    throw new NoSuchElementException("the generator has finished");
  }
}
