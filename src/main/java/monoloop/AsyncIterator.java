package monoloop;

import reactor.core.publisher.Mono;

/** Pulls elements one at a time. */
public interface AsyncIterator<T> extends AutoCloseable {

  /** The next element; empty at the end. */
  Mono<T> next();

  /** Cancels what is left. */
  @Override
  void close();
}
