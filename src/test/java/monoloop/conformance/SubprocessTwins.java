package monoloop.conformance;

import static monoloop.Async.sleep;
import static monoloop.Async.waitFor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import monoloop.Task;
import monoloop.process.Command;
import monoloop.process.Completed;
import monoloop.process.Subprocess;
import monoloop.sync.Event;
import reactor.core.publisher.Mono;

/** Twins of 255 to 259. The children are a shell's, for Python may not be there. */
final class SubprocessTwins extends AsyncTwins {
  /** A line to the child, the answer back, and so on. */
  @Scenario("255_subprocess_two_way_lines")
  void twoWayLines() {
    run(
        co -> {
          Subprocess p =
              co.await(Command.shell("while read l; do echo $l | rev; done").start());
          for (String word : new String[] {"abc", "loop"}) {
            p.stdin().write(word + "\n");
            co.await(p.stdin().drain());
            print(co.await(p.stdout().readLine()));
          }
          p.stdin().close();
          print("rest", co.await(p.stdout().readAll()).length, "code", co.await(p.exitCode()));
          return null;
        });
  }

  /** More input and output than pipes hold. */
  @Scenario("256_subprocess_communicate_with_input")
  void communicateWithInput() {
    byte[] input = new byte[300_000];
    Arrays.fill(input, (byte) 'x');
    run(
        co -> {
          Subprocess p =
              co.await(
                  Command.of("tr", "a-z", "A-Z").stderr(ProcessBuilder.Redirect.INHERIT).start());
          Completed done = co.await(p.communicate(input));
          String start = new String(done.stdout(), 0, 3, StandardCharsets.UTF_8);
          boolean captured = done.stderr().length > 0;
          print(
              done.stdout().length, start, "stderr captured", captured, "code", done.exitCode());
          return null;
        });
  }

  /** Both signals end the child; one that has ended takes none. */
  @Scenario("257_subprocess_terminate_and_kill")
  void terminateAndKill() {
    run(
        co -> {
          for (String how : new String[] {"terminate", "kill"}) {
            Subprocess p = co.await(Command.shell("echo up; exec sleep 60").start());
            co.await(p.stdout().readLine());
            if (how.equals("kill")) {
              p.kill();
            } else {
              p.terminate();
            }
            print(how, co.await(p.exitCode()));
            if (!p.kill()) {
              print("already gone");
            }
          }
          return null;
        });
  }

  /** The time limit is the waiter's, not the child's. */
  @Scenario("258_subprocess_timeout_then_kill")
  void timeoutThenKill() {
    run(
        co -> {
          Subprocess p = co.await(Command.of("sleep", "60").start());
          try {
            co.await(waitFor(p.exitCode(), ms(50)));
          } catch (TimeoutException e) {
            print("timed out, still running", p.isAlive());
          }
          p.kill();
          print("ended", co.await(p.exitCode()) != 0);
          return null;
        });
  }

  /** Each child ends when it is told to, whichever was first. */
  @Scenario("259_subprocess_concurrent_children")
  void concurrentChildren() {
    run(
        co -> {
          Event a = new Event();
          Event b = new Event();
          Task<Void> ta = co.spawn(child("a", a));
          Task<Void> tb = co.spawn(child("b", b));
          co.await(sleep(Duration.ofMillis(50)));
          b.set();
          co.await(tb);
          a.set();
          co.await(ta);
          return null;
        });
  }

  private Mono<Void> child(String name, Event gate) {
    return coro(
        co -> {
          Subprocess p = co.await(Command.shell("read x; echo done").start());
          if (name.equals("a")) {
            print("started", name);
          }
          co.await(gate.await());
          print(name, co.await(p.communicate(new byte[] {'\n'})).text());
          return null;
        });
  }
}
