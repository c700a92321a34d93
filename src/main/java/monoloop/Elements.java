package monoloop;

import java.util.Objects;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Coroutines as operators of a Flux: one run of the body per element. */
final class Elements {
  /** With one request at a time, an element is asked for when somebody is free to take it. */
  private static final int ONE = 1;

  private Elements() {}

  static <T, R> Function<Flux<T>, Flux<R>> inOrder(int concurrency, ElementBody<T, R> body) {
    Objects.requireNonNull(body, "body");
    return sequential(concurrency, element -> run(body, element));
  }

  static <T, R> Function<Flux<T>, Flux<R>> asTheyEnd(int concurrency, ElementBody<T, R> body) {
    Objects.requireNonNull(body, "body");
    check(concurrency);
    return flux -> flux.flatMap(element -> run(body, element), concurrency, ONE);
  }

  static <T> Function<Flux<T>, Flux<T>> filter(int concurrency, ElementBody<T, Boolean> body) {
    Objects.requireNonNull(body, "body");
    return sequential(concurrency, element -> keep(body, element));
  }

  private static <T, R> Function<Flux<T>, Flux<R>> sequential(
      int concurrency, Function<T, Mono<R>> work) {
    check(concurrency);
    return flux ->
        concurrency == 1
            ? flux.concatMap(work, 0)
            : flux.flatMapSequential(work, concurrency, ONE);
  }

  private static void check(int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency must be >= 1, was " + concurrency);
    }
  }

  private static <T> Mono<T> keep(ElementBody<T, Boolean> body, T element) {
    return run(body, element).filter(Boolean::booleanValue).map(yes -> element);
  }

  private static <T, R> Mono<R> run(ElementBody<T, R> body, T element) {
    return new CoroutineMono<>(
        CoroutineFactory.twoPart(body, element, (b, co, e) -> b.run(co, e)));
  }}
