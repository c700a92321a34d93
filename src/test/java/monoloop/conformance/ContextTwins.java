package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.toThread;
import static monoloop.Async.waitUntil;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import monoloop.AsyncGenerator;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import monoloop.When;
import reactor.core.publisher.Mono;

/** Twins of 246 to 254: what a task carries along, and other threads. */
final class ContextTwins extends AsyncTwins {
  private static final String VAR = "var";

  private static String var(Co co, String otherwise) {
    return co.context().getOrDefault(VAR, otherwise);
  }

  /** Runs {@code work} with the variable set. */
  private static <T> Mono<T> with(String value, Mono<T> work) {
    return work.contextWrite(context -> context.put(VAR, value));
  }

  /** A task has the context of the moment in which it was created. */
  @Scenario("246_context_task_gets_a_copy")
  void taskGetsACopy() {
    Mono<Void> rest =
        coro(
            co -> {
              co.await(checkpoint());
              print("child still", var(co, "default"));
              return null;
            });
    Mono<Void> child =
        coro(
            co -> {
              print("child sees", var(co, "default"));
              return co.await(with("child value", rest));
            });
    Mono<Void> main =
        coro(
            co -> {
              Task<Void> t = co.spawn(child);
              Mono<Void> after =
                  coro(
                      in -> {
                        in.await(t);
                        print("main", var(in, "default"));
                        return null;
                      });
              return co.await(with("after creation", after));
            });
    run(co -> co.await(with("before creation", main)));
  }

  /** A callback sees what it was given at its registration. */
  @Scenario("248_context_callbacks_capture")
  void callbacksCapture() {
    run(
        co -> {
          Deferred<Void> f = new Deferred<>();
          CountDownLatch later = new CountDownLatch(1);
          String one = "one";
          co.loop().callSoon(() -> print("soon", one));
          String two = "two";
          co.loop()
              .callLater(
                  ms(50),
                  () -> {
                    print("later", two);
                    later.countDown();
                  });
          String three = "three";
          f.addDoneCallback(done -> print("done callback", three));
          co.loop().callSoon(() -> print("explicit", "default"));
          f.complete(null);
          while (later.getCount() > 0) {
            co.await(checkpoint());
          }
          return null;
        });
  }

  /** A step of an async generator runs in the context of the task that asks for it. */
  @Scenario("250_context_async_generator_runs_in_pullers")
  void asyncGeneratorRunsInPullers() {
    AsyncGenerator<String, Object> it =
        agen(
            co -> {
              while (true) {
                co.yield(var(co, "none"));
              }
            });
    run(
        co -> {
          for (String name : List.of("a", "b")) {
            Mono<String> pull = coro(in -> in.await(it.next()));
            print(co.await(co.spawn(with(name, pull))));
          }
          print(co.await(it.next()));
          return co.await(it.close());
        });
  }

  /** Blocking work in a thread lets the loop go on. */
  @Scenario("252_context_thread_work_does_not_block_loop")
  void threadWorkDoesNotBlockLoop() {
    CountDownLatch ticked = new CountDownLatch(3);
    Mono<Object> blocking =
        toThread(
            () -> {
              ticked.await();
              return "blocking result";
            });
    run(
        co -> {
          Thread me = Thread.currentThread();
          Mono<Object> ticker =
              coro(
                  in -> {
                    for (int i = 0; i < 3; i++) {
                      print("tick", i);
                      in.await(nap(1));
                      ticked.countDown();
                    }
                    return null;
                  });
          List<Object> results = co.await(gather(List.of(blocking, ticker)));
          print(
              results.getFirst(),
              "| back in loop thread",
              Thread.currentThread() == me && co.loop().isCurrent());
          return null;
        });
  }

  /** Cancelling gives up waiting; the function runs to its end. */
  @Scenario("253_context_thread_cancel_does_not_stop_work")
  void threadCancelDoesNotStopWork() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<String> log = new ArrayList<>();
    run(
        co -> {
          Task<Object> t =
              co.spawn(
                  toThread(
                      () -> {
                        begun.countDown();
                        release.await();
                        log.add("function finished");
                        return null;
                      }));
          co.await(
              toThread(
                  () -> {
                    begun.await();
                    return null;
                  }));
          t.cancel();
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("await cancelled", t.isCancelled(), "| log", log.size());
          release.countDown();
          return null;
        });
    print(log.getFirst());
  }

  /** A thread submits a coroutine, waits for its result, and cancels another one. */
  @Scenario("254_context_submit_to_loop_from_thread")
  void submitToLoopFromThread() {
    run(
        co -> {
          Loop loop = co.loop();
          co.await(toThread(() -> useFromThread(loop)));
          return co.await(nap(2));
        });
  }

  private Object useFromThread(Loop loop) throws Exception {
    Mono<Integer> add =
        coro(
            co -> {
              co.await(nap(1));
              return 2 + 3;
            });
    print("result", loop.submit(add).get());
    CountDownLatch begun = new CountDownLatch(1);
    Mono<Void> forever =
        coro(
            co -> {
              try {
                begun.countDown();
                co.await(sleepLong());
              } finally {
                print("coroutine cancelled in loop");
              }
              return null;
            });
    CompletableFuture<Void> h = loop.submit(forever);
    begun.await();
    try {
      h.get(Duration.ofMillis(1).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      print("thread gives up waiting");
      h.cancel(true);
    }
    return null;
  }
}
