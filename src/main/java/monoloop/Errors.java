package monoloop;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import reactor.core.Exceptions;

/** What an awaited signal carried, without the wrappings of those who carried it. */
final class Errors {
  private Errors() {}

  /** Removes Reactor's wrapping of checked exceptions. */
  static Throwable unwrap(Throwable thrown) {
    return Exceptions.unwrap(thrown);
  }

  /** Removes what a {@code CompletionStage} wraps around the error of another stage. */
  static Throwable unwrapStage(Throwable thrown) {
    Throwable t = thrown;
    while ((t instanceof CompletionException || t instanceof ExecutionException)
        && t.getCause() != null) {
      t = t.getCause();
    }
    return t;
  }

  /** What a subscriber gets that requests nothing (Reactive Streams rule 3.9). */
  static Throwable badRequest(long n) {
    return new IllegalArgumentException("request(n) needs n > 0 (rule 3.9), was " + n);
  }
}
