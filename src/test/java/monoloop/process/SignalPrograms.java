package monoloop.process;

import static monoloop.Async.sleep;

import java.time.Duration;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.CancelledError;
import monoloop.ExitRequest;

/** Main programs for {@link SignalsTest}, each in a process of its own. */
final class SignalPrograms {
  private SignalPrograms() {}

  /** Runs the program that the first argument names. */
  public static void main(String[] args) {
    System.exit(
        switch (args[0]) {
          case "polite" ->
              Program.run(
                  co -> {
                    co.spawn(
                        inner -> {
                          try {
                            return inner.await(sleep(Duration.ofDays(1)));
                          } finally {
                            System.out.println("child task cleaned up");
                          }
                        });
                    try {
                      System.out.println("ready");
                      co.await(sleep(Duration.ofDays(1)));
                    } finally {
                      co.await(sleep(Duration.ofMillis(10)));
                      System.out.println("main cleaned up");
                    }
                    return null;
                  });
          case "draining" ->
              Program.run(
                  co -> {
                    try {
                      System.out.println("ready");
                      co.await(sleep(Duration.ofDays(1)));
                    } catch (CancelledError e) {
                      System.out.println(e.reason());
                    }
                    return null;
                  });
          case "stubborn" ->
              Program.run(
                  Duration.ofMillis(Long.parseLong(args[1])),
                  co -> {
                    System.out.println("ready");
                    while (true) {
                      try {
                        co.await(sleep(Duration.ofDays(1)));
                      } catch (CancelledError e) {
                        System.out.println("no");
                      }
                    }
                  });
          case "blocked" ->
              Program.run(
                  Duration.ofMillis(100),
                  co -> {
                    System.out.println("ready");
                    hold();
                    return null;
                  });
          case "leaving" ->
              Program.run(
                  co -> {
                    throw new ExitRequest(7);
                  });
          case "reloading" ->
              Async.run(
                  co -> {
                    try (AsyncIterator<String> signals = Async.iterate(Signals.of("HUP", "INT"))) {
                      var first = co.spawn(signals.next());
                      co.await(Async.checkpoint());
                      System.out.println("ready");
                      System.out.println(co.await(first));
                      System.out.println(co.await(signals.next()));
                    }
                    return 3;
                  });
          default -> throw new IllegalArgumentException(args[0]);
        });
  }

  private static void hold() {
    while (true) {
      Thread.onSpinWait();
    }
  }
}
