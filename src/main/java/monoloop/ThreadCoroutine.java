package monoloop;

import java.util.concurrent.CompletionStage;
import monoloop.generator.Body;
import monoloop.internal.frame.Baton;
import monoloop.internal.frame.Sneaky;
import monoloop.internal.frame.Traces;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * A coroutine whose body runs on a virtual thread of its own while the loop's thread waits for it:
 * the thread engine. Whatever it awaits is subscribed to on the loop's thread.
 */
final class ThreadCoroutine extends CoroutineFrame {
  private static final String THREAD = "monoloop-coroutine";

  static {
    // block() in a body would wait for the very loop that waits for the body: refuse it as there
    Schedulers.registerNonBlockingThreadPredicate(
        t -> t.isVirtual() && THREAD.equals(t.getName()));
  }

  private final Baton baton;

  ThreadCoroutine(
      Body body,
      @Nullable Object argument,
      CoroutineFactory.Call<Body, @Nullable Object> call) {
    baton =
        new Baton(
            THREAD,
            () -> call.run(body, new Handle(), argument),
            () -> ThreadLocals.enter(context()));
  }

  @Override
  protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
      throws Throwable {
    return baton.resume(this, sent, thrown);
  }

  @Override
  protected @Nullable StackTraceElement where() {
    return baton.where();
  }

  @Override
  Throwable awaitedHere(Throwable thrown) {
    return thrown; // the body is not on this thread's stack; its handle sees to it
  }

  /** What the body holds: asks the loop's thread to do what suspends. */
  private final class Handle implements AsyncYielder<Object, Object> {
    @SuppressWarnings("unchecked")
    private <T> T ask(Object awaitable) {
      if (!baton.isBody()) {
        throw new IllegalStateException(
            "await() was called with the handle of another body than the one that runs: "
                + task()
                + ". Use the innermost handle");
      }
      try {
        return (T) baton.ask(() -> ThreadCoroutine.this.await(awaitable));
      } catch (Throwable t) {
        throw Sneaky.sneak(Traces.awaitedHere(t));
      }
    }

    @Override
    public <T> @Nullable T await(Mono<T> mono) {
      return ask(mono);
    }

    @Override
    public <T> @Nullable T await(Publisher<T> publisher) {
      return ask(publisher);
    }

    @Override
    public <T> @Nullable T await(CompletionStage<T> stage) {
      return ask(stage);
    }

    @Override
    public Object yield(Object value) {
      if (!baton.isBody()) {
        throw new IllegalStateException(
            "yield() was called inside of a time limit, a cancel scope, a task group or another"
                + " coroutine: that would stay open while whoever gets the value goes on (PEP 789)."
                + " Collect the values there, and yield them after it");
      }
      try {
        return baton.yield(value);
      } catch (Throwable t) {
        throw Sneaky.sneak(t);
      }
    }

    @Override
    public <T> Task<T> spawn(Mono<T> work) {
      return ThreadCoroutine.this.spawn(work);
    }

    @Override
    public <T> Task<T> spawn(Coroutine<T> body) {
      return ThreadCoroutine.this.spawn(body);
    }

    @Override
    public <T> Task<T> spawn(String name, Mono<T> work) {
      return ThreadCoroutine.this.spawn(name, work);
    }

    @Override
    public <T> Task<T> spawn(String name, Coroutine<T> body) {
      return ThreadCoroutine.this.spawn(name, body);
    }

    @Override
    public <T> Task<T> spawnEager(Mono<T> work) {
      return ThreadCoroutine.this.spawnEager(work);
    }

    @Override
    public <T> Task<T> spawnEager(Coroutine<T> body) {
      return ThreadCoroutine.this.spawnEager(body);
    }

    @Override
    public Task<?> task() {
      return ThreadCoroutine.this.task();
    }

    @Override
    public Loop loop() {
      return ThreadCoroutine.this.loop();
    }

    @Override
    public ContextView context() {
      return ThreadCoroutine.this.context();
    }
  }
}
