package monoloop.conformance;

import java.util.Iterator;
import monoloop.generator.Generator;
import monoloop.generator.GeneratorState;
import monoloop.generator.Step;
import monoloop.generator.StopIteration;

/**
 * A generator written by hand, as Python allows any object with {@code __next__}, {@code send},
 * {@code throw} and {@code close}: it ends by throwing {@link StopIteration}.
 */
abstract class Delegate implements Generator<Object, Object, Object> {

  @Override
  public Object send(Object value) {
    throw new AssertionError("no value is sent in this program");
  }

  @Override
  public Object raise(Throwable thrown) {
    throw new AssertionError("nothing is raised in this program");
  }

  @Override
  public Step<Object, Object> tryNext() {
    try {
      return new Step.Yielded<>(next());
    } catch (StopIteration e) {
      return new Step.Returned<>(e.value());
    }
  }

  @Override
  public Step<Object, Object> trySend(Object value) {
    try {
      return new Step.Yielded<>(send(value));
    } catch (StopIteration e) {
      return new Step.Returned<>(e.value());
    }
  }

  @Override
  public Step<Object, Object> tryRaise(Throwable thrown) {
    try {
      return new Step.Yielded<>(raise(thrown));
    } catch (StopIteration e) {
      return new Step.Returned<>(e.value());
    }
  }

  @Override
  public void close() {}

  @Override
  public Object closeAndGet() {
    close();
    return null;
  }

  @Override
  public GeneratorState state() {
    return GeneratorState.SUSPENDED;
  }

  @Override
  public Iterator<Object> iterator() {
    throw new AssertionError("a delegate is driven step by step");
  }
}
