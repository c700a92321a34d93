package monoloop.bench;

import static monoloop.Async.sleep;

import java.time.Duration;
import monoloop.Async;

/** The smallest program with a coroutine; {@link StartUp} measures the whole process. */
public final class Hello {
  private Hello() {}

  /** Says it after one turn of the loop. */
  public static void main(String[] args) throws Exception {
    Async.run(
        co -> {
          co.await(sleep(Duration.ZERO));
          System.out.println("hello");
          return null;
        });
  }
}
