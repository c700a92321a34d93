package monoloop.test;

import java.util.concurrent.CompletionStage;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Loop;
import monoloop.Task;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** The handle that a test receives before its coroutine exists. */
final class LateCo implements Co {
  private @Nullable Co co;

  LateCo of(Co co) {
    this.co = co;
    return this;
  }

  private Co co() {
    Co c = co;
    if (c == null) {
      throw new IllegalStateException("a test's Co may be used by the test method only");
    }
    return c;
  }

  @Override
  public <T> @Nullable T await(Mono<T> mono) throws Exception {
    return co().await(mono);
  }

  @Override
  public <T> @Nullable T await(Publisher<T> publisher) throws Exception {
    return co().await(publisher);
  }

  @Override
  public <T> @Nullable T await(CompletionStage<T> stage) throws Exception {
    return co().await(stage);
  }

  @Override
  public <T> Task<T> spawn(Mono<T> work) {
    return co().spawn(work);
  }

  @Override
  public <T> Task<T> spawn(Coroutine<T> body) {
    return co().spawn(body);
  }

  @Override
  public <T> Task<T> spawn(String name, Mono<T> work) {
    return co().spawn(name, work);
  }

  @Override
  public <T> Task<T> spawn(String name, Coroutine<T> body) {
    return co().spawn(name, body);
  }

  @Override
  public <T> Task<T> spawnEager(Mono<T> work) {
    return co().spawnEager(work);
  }

  @Override
  public <T> Task<T> spawnEager(Coroutine<T> body) {
    return co().spawnEager(body);
  }

  @Override
  public Task<?> task() {
    return co().task();
  }

  @Override
  public Loop loop() {
    return co().loop();
  }

  @Override
  public ContextView context() {
    return co().context();
  }
}
