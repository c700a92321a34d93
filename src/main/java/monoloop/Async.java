package monoloop;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import monoloop.generator.Engine;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * The verbs, for {@code import static monoloop.Async.*}.
 *
 * <p>All but {@link #run} return at once and do nothing until somebody awaits or subscribes.
 */
public final class Async {
  private static final String RUN = "Async.run()";

  private Async() {}

  /**
   * Runs {@code body} on a loop of its own, waits for it and closes the loop (asyncio.run).
   *
   * <p>Tasks that are left when the body has ended are cancelled and waited for. Not cancellable.
   *
   * <p>Declares no checked exception, yet throws what the body throws as it is.
   *
   * @param body the main program
   * @return what it returns
   * @throws IllegalStateException if called from inside a task or a callback of a loop
   * @throws CancelledError if the body let one out
   */
  public static <T extends @Nullable Object> T run(Coroutine<T> body) {
    try (Runner runner = new Runner(RUN)) {
      return runner.run(body);
    }
  }

  /**
   * Runs {@code main} on a loop of its own, waits for it and closes the loop; as {@link
   * #run(Coroutine)}.
   *
   * @param main subscribed to on the loop's thread
   * @return its value; null if it is empty
   * @throws IllegalStateException if called from inside a task or a callback of a loop
   */
  public static <T> @Nullable T run(Mono<T> main) {
    try (Runner runner = new Runner(RUN)) {
      return runner.run(main);
    }
  }

  /**
   * Makes a coroutine (Python: async def): cold, runs once per subscription.
   *
   * <p>Awaited by a coroutine it runs inside that one's task, without a turn of the loop.
   * Subscribed from elsewhere it runs as a task of its own: at once if the thread is a loop's, else
   * soon on the loop in the subscriber's context under the key {@code Loop.class}, else on {@link
   * Loop#shared()}. Signals come on the loop's thread; the subscriber's context is the task's.
   *
   * <p>If the subscription is cancelled, a {@link CancelledError} is raised at the await, {@code
   * finally} blocks run, and nothing is signalled any more: a value goes to {@code onNextDropped}
   * and {@code onDiscard}, an error to {@code onErrorDropped}.
   *
   * <p>With {@code -Dmonoloop.debug=true} one that is never awaited nor subscribed to is logged,
   * with the stack that made it, once it is unreachable.
   *
   * @param body what it runs; a null result completes the Mono empty
   * @return the coroutine
   */
  public static <T extends @Nullable Object> Mono<T> async(Coroutine<T> body) {
    return new CoroutineMono<>(body);
  }

  /**
   * As {@link #async(Coroutine)}, for a body that receives something besides its handle.
   *
   * @param body what it runs
   * @param argument what it receives, in every run the same
   * @return the coroutine
   */
  public static <A, T extends @Nullable Object> Mono<T> async(
      CoroutineWith<? super A, T> body, A argument) {
    return new CoroutineMono<>(
        CoroutineFactory.twoPart(
            Objects.requireNonNull(body, "body"),
            Objects.requireNonNull(argument, "argument"),
            (b, co, a) -> b.run(co, a)));
  }

  /**
   * Makes a coroutine that runs on a given engine; otherwise as {@link #async(Coroutine)}.
   *
   * @param engine {@link Engine#COMPILED} is a wish: {@link Monoloop#explain} tells what comes of
   *     it
   * @param body what it runs
   * @return the coroutine
   */
  public static <T extends @Nullable Object> Mono<T> async(Engine engine, Coroutine<T> body) {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(body, "body");
    return new CoroutineMono<>(CoroutineFactory.coroutine(engine, body));
  }

  /**
   * Makes an async generator: a cold Flux whose body may await and yield.
   *
   * <p>Backpressure: the body runs only while there is demand; {@code yield} returns when more is
   * wanted, at once while demand remains. Threads and context are those of {@link
   * #async(Coroutine)}.
   *
   * <p>If the subscription is cancelled, a {@link CancelledError} is raised at the suspension;
   * {@code finally} blocks may still await. A yield after that raises it again, the next one an
   * {@link IllegalStateException}. {@code yield(null)} is a {@link NullPointerException} at the
   * yield.
   *
   * @param body what it runs
   * @return the generator
   */
  public static <T> Flux<T> flux(AsyncGeneratorBody<T, Void> body) {
    return flux(Engine.COMPILED, body);
  }

  /**
   * Makes an async generator that runs on a given engine; otherwise as {@link
   * #flux(AsyncGeneratorBody)}.
   *
   * @param engine {@link Engine#COMPILED} is a wish: {@link Monoloop#explain} tells what comes of
   *     it
   * @param body what it runs
   * @return the generator
   */
  public static <T> Flux<T> flux(Engine engine, AsyncGeneratorBody<T, Void> body) {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(body, "body");
    return new CoroutineFlux<>(CoroutineFactory.generator(engine, body));
  }

  /**
   * Waits for a time (asyncio.sleep).
   *
   * <p>The Mono completes empty once the time has passed; a coroutine that awaits it costs the loop
   * one timer. If cancelled, the timer is removed. Equal deadlines pass in the order of the awaits.
   *
   * @param delay zero or negative means one turn, as {@link #checkpoint}
   * @return cold; each await waits anew
   */
  public static Mono<Void> sleep(Duration delay) {
    return Sleep.of(delay);
  }

  /**
   * Gives everything that is ready now its turn (asyncio.sleep(0)).
   *
   * <p>The Mono completes empty in the next turn.
   *
   * @return cold; each await waits one turn
   */
  public static Mono<Void> checkpoint() {
    return Sleep.TURN;
  }

  /**
   * Pulls a publisher element by element (Python: async for), one requested at a time.
   *
   * <p>A source that cannot be slowed down fails when the body takes longer than its next element:
   * give {@code Flux.interval} and its like an {@code onBackpressureBuffer()} or {@code Drop()}.
   *
   * @param publisher subscribed to at the first {@link AsyncIterator#next}
   * @return to be closed; see {@link AsyncIterator}
   */
  public static <T> AsyncIterator<T> iterate(Publisher<T> publisher) {
    return iterate(publisher, 1);
  }

  /**
   * Pulls a publisher element by element, with a number of elements requested ahead.
   *
   * @param publisher subscribed to at the first {@link AsyncIterator#next}
   * @param prefetch how many elements may be in flight or buffered, at least 1; with 1 an element
   *     is requested when it is asked for
   * @return to be closed; see {@link AsyncIterator}
   * @throws IllegalArgumentException if {@code prefetch} is less than 1
   */
  public static <T> AsyncIterator<T> iterate(Publisher<T> publisher, int prefetch) {
    if (prefetch < 1) {
      throw new IllegalArgumentException("prefetch must be >= 1, was " + prefetch);
    }
    return new PublisherIterator<>(Objects.requireNonNull(publisher, "publisher"), prefetch);
  }

  // ---- other threads

  /**
   * Makes a call that blocks on another thread, while the loop goes on (asyncio.to_thread).
   *
   * <p>Each loop has a small number of threads for this ({@link Loop#maxWorkers}); calls wait for
   * one of them first come, first served. The call sees the values of bridged thread-locals that
   * the awaiting task has. The result comes back to the loop's thread.
   *
   * <p>If cancelled while it waits for a thread, the call is not made. If cancelled later, it goes
   * on without an interrupt, and its result goes to Reactor's hooks for what is dropped. A loop
   * that closes waits for the calls that go on.
   *
   * @param call runs on a daemon thread; may return null
   * @return cold; each await makes the call; fails with what {@code call} throws, as it is
   */
  public static <T extends @Nullable Object> Mono<T> toThread(Callable<? extends T> call) {
    return new ThreadCall<>(null, Objects.requireNonNull(call, "call"));
  }

  /**
   * As {@link #toThread(Callable)}, but on the threads of {@code executor}, whose limits apply
   * (asyncio: run_in_executor). A loop that closes does not wait for these calls.
   *
   * @param executor where the call is made
   * @param call may return null
   * @return cold; fails also with what {@code executor} throws if it accepts nothing
   */
  public static <T extends @Nullable Object> Mono<T> toThread(
      Executor executor, Callable<? extends T> call) {
    return new ThreadCall<>(
        Objects.requireNonNull(executor, "executor"), Objects.requireNonNull(call, "call"));
  }

  /**
   * Within a call that {@link #toThread} makes: throws if whoever awaited it was cancelled, so that
   * a long call can end early (Trio: from_thread.check_cancelled).
   *
   * @throws CancelledError if nobody waits for the call any more; it needs no handling
   * @throws IllegalStateException if this is not the thread of such a call
   */
  public static void checkCancelled() {
    ThreadCall.checkCancelled();
  }

  // ---- several at once

  /**
   * Runs {@code body} and ends when it and all tasks that it started in its group have ended
   * (asyncio: TaskGroup).
   *
   * <p>The first failure cancels the other children and interrupts the body. If cancelled, the
   * children are cancelled and waited for.
   *
   * @param body starts the children
   * @return cold; its result is the body's; fails with a {@link TaskGroupException} that holds
   *     every failure, the body's own one last
   */
  public static <T extends @Nullable Object> Mono<T> taskGroup(GroupBody<T> body) {
    return TaskGroup.open(body, false);
  }

  /**
   * As {@link #taskGroup}, but a child that fails leaves its siblings and the body alone; failures
   * still come out at the end (Kotlin: supervisorScope).
   *
   * @param body starts the children
   * @return cold
   */
  public static <T extends @Nullable Object> Mono<T> supervise(GroupBody<T> body) {
    return TaskGroup.open(body, true);
  }

  /**
   * Waits for all of {@code works}, which run at the same time (asyncio.gather).
   *
   * <p>The results are in the order of the arguments, null for an empty Mono. The first error
   * completes the Mono at once; the others go on. If cancelled, all of them are cancelled. One that
   * is given twice runs once. Tasks are awaited, anything else is started as a task.
   *
   * @param works may be empty
   * @return cold
   */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <T> Mono<List<T>> gather(Mono<? extends T>... works) {
    return gather(Arrays.asList(works));
  }

  /**
   * As {@link #gather(Mono[])}.
   *
   * @param works may be empty
   * @return cold
   */
  @SuppressWarnings("unchecked")
  public static <T> Mono<List<T>> gather(Collection<? extends Mono<? extends T>> works) {
    return new Gather<T, T>(works, child -> (T) child.result());
  }

  /**
   * As {@link #gather(Collection)}, but errors and cancellations of children are results like any
   * other (asyncio: return_exceptions=True).
   *
   * @param works may be empty
   * @return cold; does not fail
   */
  @SuppressWarnings("unchecked")
  public static <T> Mono<List<Settled<T>>> gatherSettled(
      Collection<? extends Mono<? extends T>> works) {
    return new Gather<T, Settled<T>>(
        works,
        child -> {
          try {
            return new Settled<>((T) child.result(), null);
          } catch (Throwable t) {
            return new Settled<>(null, t);
          }
        });
  }

  /**
   * Waits for some of {@code tasks} and cancels none (asyncio.wait).
   *
   * @param tasks at least one
   * @param when what to wait for
   * @return cold; does not fail because a task does
   * @throws IllegalArgumentException if there is no task
   */
  public static <T> Mono<Waited<T>> waitUntil(Collection<Task<T>> tasks, When when) {
    return WaitUntil.of(tasks, Objects.requireNonNull(when, "when"), null);
  }

  /**
   * As {@link #waitUntil(Collection, When)}, but no longer than {@code limit}; what has not ended
   * then is pending.
   *
   * @return cold; does not fail because time is over
   * @throws IllegalArgumentException if there is no task
   */
  public static <T> Mono<Waited<T>> waitUntil(
      Collection<Task<T>> tasks, When when, Duration limit) {
    return WaitUntil.of(
        tasks, Objects.requireNonNull(when, "when"), Objects.requireNonNull(limit, "limit"));
  }

  /**
   * Emits {@code tasks} in the order in which they end (asyncio.as_completed).
   *
   * <p>The elements are the tasks themselves, so that a failure is found by looking at it: the Flux
   * does not fail because a task does. Those that had ended before come first, in the order given.
   * Works with {@link #iterate} and on the loop of the tasks. Backpressure: a task that nobody
   * asked for waits in line. If cancelled, no task is cancelled. The rest can be had by asking
   * again.
   *
   * @param tasks may be empty; one that is given twice comes once
   * @return cold; fails with {@link IllegalStateException} if a task belongs to another loop than
   *     the first one
   */
  public static <T> Flux<Task<T>> asCompleted(Collection<Task<T>> tasks) {
    return AsCompleted.of(tasks, null);
  }

  /**
   * As {@link #asCompleted(Collection)}, but all of them together have no more than {@code limit}.
   *
   * @param tasks may be empty
   * @param limit begins at the first request; zero or negative: only what has ended is in time
   * @return cold; fails with {@link java.util.concurrent.TimeoutException} if an element was waited
   *     for when time ran out
   */
  public static <T> Flux<Task<T>> asCompleted(Collection<Task<T>> tasks, Duration limit) {
    return AsCompleted.of(tasks, Objects.requireNonNull(limit, "limit"));
  }

  /**
   * Runs {@code works} at the same time until the first one ends: with a value, empty, or with an
   * error. That is the result; the others are cancelled and waited for.
   *
   * <p>Tasks are awaited, and cancelled if they lose; anything else is started as a task. If
   * cancelled, all of them are. A value that a loser has all the same is discarded; its error is
   * suppressed in the winner's error, or goes to the exception handler if the winner has none.
   *
   * @param works at least one; the first in the list wins if several end in the same turn
   * @return cold
   * @throws IllegalArgumentException if there is none
   */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <T> Mono<T> race(Mono<? extends T>... works) {
    return Race.of(List.of(works), null);
  }

  /**
   * As {@link #race(Mono[])}.
   *
   * @param works at least one
   * @return cold
   * @throws IllegalArgumentException if there is none
   */
  public static <T> Mono<T> race(Collection<? extends Mono<? extends T>> works) {
    return Race.of(List.copyOf(works), null);
  }

  /**
   * Starts {@code works} one after the other until one has a value ("happy eyeballs",
   * asyncio.staggered). The next one starts when {@code delay} has passed or the one before has
   * failed. The others are cancelled then and waited for; if cancelled, all of them are.
   *
   * <p>If one has a value, attempts that failed before it are logged together as {@code DEBUG}; an
   * error of one that was cancelled goes to the exception handler, with them suppressed in it. If
   * cancelled, the errors are suppressed in the {@link CancelledError}.
   *
   * @param delay zero or negative: the next one starts in the next turn
   * @param works at least one; cold, so that each is started when its time has come
   * @return cold; fails with a {@link TaskGroupException} that holds the error of each, in the
   *     order of the works, if all of them fail
   * @throws IllegalArgumentException if there is none
   */
  public static <T> Mono<T> staggeredRace(
      Duration delay, Collection<? extends Mono<? extends T>> works) {
    return Race.of(List.copyOf(works), Objects.requireNonNull(delay, "delay"));
  }

  /**
   * Waits for {@code work}, which goes on if the waiter is cancelled (asyncio.shield).
   *
   * @param work a task, or anything else, which is started as a task
   * @return cold
   */
  public static <T> Mono<T> shield(Mono<T> work) {
    return new Shield<>(Objects.requireNonNull(work, "work"));
  }

  /**
   * Waits until one of several things can be done, and does that one only (Go, Kotlin: select).
   *
   * <p>The clauses are tried in order, which lets the first ones starve the others if they are
   * always ready: {@link #selectFairly} does not. If none is ready the first that becomes so is
   * selected. What was not selected is untouched: nothing was taken from its queue, nothing was
   * put, no permit is held. If cancelled while suspended, nothing was taken.
   *
   * {@snippet class="SyncSnippets" region="select"}
   *
   * @param clauses at least one
   * @return cold; its result is what the selected clause makes of the value; fails with the error
   *     of the event that came first, or with what the clause throws
   * @throws IllegalArgumentException if there is no clause
   */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <R extends @Nullable Object> Mono<R> select(Clause<R>... clauses) {
    return Select.of(List.of(clauses), false);
  }

  /**
   * As {@link #select}, but if several clauses are ready each of them has the same chance (Go:
   * select; Kotlin: selectUnbiased): for a loop in which one busy queue must not silence the
   * others. The choices are the same in every run of a program.
   *
   * @param clauses at least one
   * @return cold; as {@code select}
   * @throws IllegalArgumentException if there is no clause
   */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <R extends @Nullable Object> Mono<R> selectFairly(Clause<R>... clauses) {
    return Select.of(List.of(clauses), true);
  }

  // ---- time limits

  /**
   * Runs {@code body} under a time limit (asyncio.timeout).
   *
   * @param limit zero or negative expires in the next turn
   * @param body is cancelled when the time is over, and may clean up
   * @return cold; fails with {@link java.util.concurrent.TimeoutException} if the time ran out and
   *     the body ended by that cancel
   */
  public static <T extends @Nullable Object> Mono<T> timeout(Duration limit, Coroutine<T> body) {
    Objects.requireNonNull(body, "body");
    return Timeout.around(Timeout.after(limit), timeout -> new CoroutineMono<>(body));
  }

  /**
   * As {@link #timeout(Duration, Coroutine)}, for a body that looks at its limit or moves it.
   *
   * @return cold
   */
  public static <T extends @Nullable Object> Mono<T> timeout(Duration limit, TimeoutBody<T> body) {
    return Timeout.around(Timeout.after(limit), Objects.requireNonNull(body, "body"));
  }

  /**
   * Runs {@code body} until a point in time (asyncio.timeout_at).
   *
   * @param when in nanoseconds of {@link Loop#time}; null for no limit
   * @return cold; fails as {@link #timeout(Duration, Coroutine)}
   */
  public static <T extends @Nullable Object> Mono<T> timeoutAt(
      @Nullable Long when, TimeoutBody<T> body) {
    return Timeout.around(loop -> when, Objects.requireNonNull(body, "body"));
  }

  /**
   * Runs {@code body} under a time limit that is no error (Trio: move_on_after).
   *
   * @return cold; true if the body ended in time, false if it ran out
   */
  public static Mono<Boolean> moveOnAfter(Duration limit, Coroutine<?> body) {
    return WaitFor.moveOnAfter(limit, body);
  }

  /**
   * Returns when the first of the time limits and cancel scopes around the caller is over; shields
   * count. Whatever is awaited finds the same in its context; see {@link Deadline}.
   *
   * @return null if there is no limit
   * @throws NotOnLoopException if no task is running on this thread
   */
  public static @Nullable Deadline deadline() {
    return Limit.deadline(Task.currentFor("Async.deadline()"));
  }

  /**
   * Runs {@code body} in a scope by which it can be cancelled as a whole (Trio: CancelScope).
   *
   * @param body what it runs
   * @return cold; empty if the block ended by the cancellation of its scope
   */
  public static <T extends @Nullable Object> Mono<T> cancelScope(ScopeBody<T> body) {
    return CancelScope.around(loop -> null, body);
  }

  /**
   * As {@link #cancelScope(ScopeBody)}, for a scope that is cancelled when {@code limit} is over.
   *
   * @param limit zero or negative cancels it in the next turn
   * @param body what it runs
   * @return cold; empty if the block ended by the cancellation of its scope
   */
  public static <T extends @Nullable Object> Mono<T> cancelScope(
      Duration limit, ScopeBody<T> body) {
    return CancelScope.around(Timeout.after(limit), body);
  }

  /**
   * Runs {@code body} in a shielded scope, where nothing raises that comes from outside: for
   * cleaning up that has to await. What was held up is raised at the first await after it. Unlike
   * {@link #shield} it starts no task. A body that does not end is not ended by closing the loop
   * either.
   *
   * @param body what it runs
   * @return cold
   */
  public static <T extends @Nullable Object> Mono<T> shielded(Coroutine<T> body) {
    return CancelScope.shielded(body);
  }

  /**
   * Waits for {@code work} no longer than {@code limit}, in the task of the waiter
   * (asyncio.wait_for).
   *
   * <p>When time is over the work is cancelled and waited for: if it ends with a value
   * nevertheless, that is the result.
   *
   * @param limit zero or negative: only a task that has ended already is in time, and nothing else
   *     is started
   * @return cold; fails with {@link java.util.concurrent.TimeoutException} if time ran out
   */
  public static <T> Mono<T> waitFor(Mono<T> work, Duration limit) {
    return WaitFor.of(work, limit);
  }

  /**
   * Runs {@code body} with another context, as a part of the task that awaits it (Python:
   * ContextVar.set and reset). What it awaits and spawns sees the change; behind the block the
   * context is as before.
   *
   * <p>Unlike a {@code contextWrite} around a coroutine it starts no task: cancelling reaches the
   * body directly, and its clean-up is waited for.
   *
   * @param change makes the context of the block from the one around it, and is called for each
   *     subscription
   * @param body what it runs
   * @return cold; its result is that of {@code body}
   */
  public static <T extends @Nullable Object> Mono<T> withContext(
      UnaryOperator<Context> change, Coroutine<T> body) {
    return ContextBlock.of(change, body);
  }

  // ---- operators

  /**
   * Makes an operator that runs {@code body} for one element after the other: {@code
   * flux.transform(coMap((co, x) -> ...))}.
   *
   * <p>Each run is a coroutine as {@link #async(Coroutine)} makes it, on the loop chosen there and
   * with the subscriber's context. Results come in the order of the elements. Backpressure: an
   * element is requested when the run before has ended. If cancelled, the run is cancelled. The
   * first error ends the Flux.
   *
   * @param body what it runs; a null result leaves the element out
   * @return for {@link Flux#transform}
   */
  public static <T, R> Function<Flux<T>, Flux<R>> coMap(ElementBody<T, R> body) {
    return Elements.inOrder(1, body);
  }

  /**
   * As {@link #coMap(ElementBody)}, with several runs at the same time; the results still come in
   * the order of the elements. Backpressure: no more than {@code concurrency} elements are in
   * work or wait with their result for an earlier one.
   *
   * @param concurrency how many runs at most, at least 1
   * @param body what it runs
   * @return for {@link Flux#transform}
   * @throws IllegalArgumentException if {@code concurrency} is less than 1
   */
  public static <T, R> Function<Flux<T>, Flux<R>> coMap(int concurrency, ElementBody<T, R> body) {
    return Elements.inOrder(concurrency, body);
  }

  /**
   * As {@link #coMap(int, ElementBody)}, but the results come in the order in which the runs end.
   *
   * @param concurrency how many runs at most, at least 1
   * @param body what it runs
   * @return for {@link Flux#transform}
   * @throws IllegalArgumentException if {@code concurrency} is less than 1
   */
  public static <T, R> Function<Flux<T>, Flux<R>> coMapUnordered(
      int concurrency, ElementBody<T, R> body) {
    return Elements.asTheyEnd(concurrency, body);
  }

  /**
   * Makes an operator that keeps the elements for which {@code body} returns true, one after the
   * other; otherwise as {@link #coMap(ElementBody)}.
   *
   * @param body a null result leaves the element out
   * @return for {@link Flux#transform}
   */
  public static <T> Function<Flux<T>, Flux<T>> coFilter(ElementBody<T, Boolean> body) {
    return Elements.filter(1, body);
  }

  /**
   * As {@link #coFilter(ElementBody)}, with several runs at the same time; the elements keep their
   * order.
   *
   * @param concurrency how many runs at most, at least 1
   * @param body a null result leaves the element out
   * @return for {@link Flux#transform}
   * @throws IllegalArgumentException if {@code concurrency} is less than 1
   */
  public static <T> Function<Flux<T>, Flux<T>> coFilter(
      int concurrency, ElementBody<T, Boolean> body) {
    return Elements.filter(concurrency, body);
  }
}
