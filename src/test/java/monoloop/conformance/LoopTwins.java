package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import monoloop.Deferred;
import monoloop.Loop;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Twins of 215 to 221: callbacks, timers, runs. */
final class LoopTwins extends AsyncTwins {
  /** The log of the library, held so that it is not forgotten while it is off. */
  private static final Logger LOG = Logger.getLogger("monoloop");

  /** What a callback of 217 calls off. */
  private Disposable h4;

  /** Callbacks run by due time. The first and the second registered are far apart. */
  @Scenario("215_loop_call_later_order")
  void callLaterOrder() {
    run(
        co -> {
          Loop loop = co.loop();
          loop.callLater(ms(400), () -> print("third"));
          loop.callLater(ms(20), () -> print("first"));
          loop.callLater(ms(100), () -> print("second"));
          loop.callSoon(() -> print("soon"));
          co.await(sleep(ms(400)));
          print("end");
          return null;
        });
  }

  /** Due timers come behind what is ready, the earlier deadline first. */
  @Scenario("216_loop_soon_before_due_timer")
  void soonBeforeDueTimer() {
    run(
        co -> {
          Loop loop = co.loop();
          loop.callLater(Duration.ZERO, () -> print("timer 0"));
          loop.callSoon(() -> print("soon"));
          loop.callLater(Duration.ofSeconds(-1), () -> print("timer in the past"));
          co.await(checkpoint());
          print("main after one turn");
          co.await(checkpoint());
          print("end");
          return null;
        });
  }

  /** A callback that was called off never runs, even if it was ready. */
  @Scenario("217_loop_handle_cancel")
  void handleCancel() {
    run(
        co -> {
          Loop loop = co.loop();
          Disposable h1 = loop.callSoon(() -> print("must not run"));
          Disposable h2 = loop.callLater(ms(20), () -> print("must not run either"));
          Disposable h3 = loop.callSoon(() -> h4.dispose());
          h4 = loop.callSoon(() -> print("cancelled by the callback before it"));
          h1.dispose();
          h2.dispose();
          h2.dispose();
          co.await(sleep(ms(60)));
          h3.dispose();
          print("cancelled flags", h1.isDisposed(), h2.isDisposed(), h4.isDisposed());
          return null;
        });
  }

  /** An exception handler that fails does not stop the loop. */
  @Scenario("218_loop_handler_error_does_not_stop_loop")
  void handlerErrorDoesNotStopLoop() {
    Level level = LOG.getLevel();
    LOG.setLevel(Level.OFF);
    try {
      run(
          co -> {
            Loop loop = co.loop();
            loop.exceptionHandler(
                (l, message, error, source) -> {
                  print("handler fails too");
                  throw new KeyError();
                });
            loop.callSoon(
                () -> {
                  throw new ValueError();
                });
            co.await(sleep(ms(10)));
            print("loop alive");
            return null;
          });
    } finally {
      LOG.setLevel(level);
    }
  }

  /** Another thread wakes a sleeping loop. */
  @Scenario("219_loop_thread_safe_call")
  void threadSafeCall() {
    run(
        co -> {
          Loop loop = co.loop();
          Deferred<String> done = new Deferred<>();
          Runnable inLoop =
              () -> {
                print("callback in loop thread", loop.isCurrent());
                done.complete("woken");
              };
          Thread th = new Thread(() -> loop.callSoonThreadsafe(inLoop));
          loop.callLater(ms(60_000), () -> print("must not come first"));
          th.start();
          print(co.await(done));
          th.join();
          return null;
        });
  }

  /** A loop can be run again, until it is closed. */
  @Scenario("220_loop_run_until_complete_and_closed")
  void runUntilCompleteAndClosed() {
    Loop loop = Loop.create();
    print(loop.run(add(1, 2)));
    print(loop.run(add(3, 4)));
    print("running", loop.isRunning());
    loop.close();
    loop.close();
    print("closed", loop.isClosed());
    try {
      loop.run(add(0, 0));
    } catch (IllegalStateException e) {
      print("refused");
    }
    try {
      loop.callSoon(() -> print("must not run"));
    } catch (IllegalStateException e) {
      print("refused");
    }
  }

  private Mono<Integer> add(int a, int b) {
    return coro(
        co -> {
          co.await(checkpoint());
          return a + b;
        });
  }

  /** A stop that comes before the run leaves one turn. */
  @Scenario("221_loop_stop_before_run")
  void stopBeforeRun() {
    Loop loop = Loop.create();
    loop.callSoon(() -> again(loop, 1));
    loop.stop();
    loop.runForever();
    print("returned");
    loop.stop();
    loop.runForever();
    loop.close();
  }

  private void again(Loop loop, int n) {
    print("round", n);
    loop.callSoon(() -> again(loop, n + 1));
  }
}
