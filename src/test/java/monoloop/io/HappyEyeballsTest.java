package monoloop.io;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.VirtualTicker;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import reactor.core.publisher.Mono;

/** Which address is tried when, on virtual time, with peers that answer when the test says. */
class HappyEyeballsTest {
  private static final Duration NEVER = ofHours(1000);
  private static final Duration DELAY = ofMillis(250);

  private final Trail trail = new Trail();
  private final List<ByteStream> connections = new ArrayList<>();

  /** How long each address takes; one that is not known refuses at once. */
  private Map<String, Duration> answers = Map.of();

  private Mono<ByteStream> connect(VirtualTicker clock, String... addresses) {
    Resolver resolver =
        host -> {
          trail.say("asks for " + host);
          return Mono.just(List.of(addresses)).map(all -> all.stream().map(this::address).toList());
        };
    return Async.async(
        co -> {
          List<InetSocketAddress> found =
              HappyEyeballs.interleaved(co.await(resolver.resolve("host.test"))).stream()
                  .map(a -> new InetSocketAddress(a, 80))
                  .toList();
          return co.await(
              HappyEyeballs.connect("host.test", found, DELAY, to -> dial(clock, to)));
        });
  }

  private InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Mono<ByteStream> dial(VirtualTicker clock, InetSocketAddress to) {
    String name = to.getAddress().getHostAddress().replace("0:0:0:0:0:0:0:", "::");
    return Async.async(
        co -> {
          say(clock, "tries " + name);
          try {
            Duration answer = answers.get(name);
            if (answer == null) {
              throw new ConnectException("refused by " + name);
            }
            co.await(Async.sleep(answer));
          } catch (CancelledError e) {
            say(clock, "gives up " + name);
            throw e;
          }
          say(clock, name + " answers");
          ByteStream made = ByteStream.pair().left();
          connections.add(made);
          return made;
        });
  }

  private void say(VirtualTicker clock, String what) {
    trail.say(what + " at " + clock.elapsed().toMillis());
  }

  @LoopTest
  void families_take_turns_one_delay_after_the_other(Co co, VirtualTicker clock) throws Exception {
    answers = Map.of("::1", NEVER, "::2", NEVER, "10.0.0.1", NEVER, "10.0.0.2", ofMillis(100));

    ByteStream winner = co.await(connect(clock, "::1", "::2", "10.0.0.1", "10.0.0.2"));

    assertEquals(
        "asks for host.test, tries ::1 at 0, tries 10.0.0.1 at 250, tries ::2 at 500,"
            + " tries 10.0.0.2 at 750, 10.0.0.2 answers at 850, gives up ::1 at 850,"
            + " gives up 10.0.0.1 at 850, gives up ::2 at 850",
        trail.toString());
    assertEquals(connections, List.of(winner));
  }

  @LoopTest
  void the_first_one_has_the_whole_delay_for_itself(Co co, VirtualTicker clock) throws Exception {
    answers = Map.of("::1", ofMillis(249), "10.0.0.1", Duration.ZERO);

    co.await(connect(clock, "::1", "10.0.0.1"));

    assertEquals("asks for host.test, tries ::1 at 0, ::1 answers at 249", trail.toString());
  }

  @LoopTest
  void a_refusal_starts_the_next_one_at_once(Co co, VirtualTicker clock) throws Exception {
    answers = Map.of("::2", ofMillis(10));

    co.await(connect(clock, "::1", "::2"));

    assertEquals(
        "asks for host.test, tries ::1 at 0, tries ::2 at 0, ::2 answers at 10",
        trail.toString());
  }

  @LoopTest
  void an_early_one_may_still_win(Co co, VirtualTicker clock) throws Exception {
    answers = Map.of("::1", ofMillis(300), "10.0.0.1", NEVER);

    co.await(connect(clock, "::1", "10.0.0.1"));

    assertEquals(
        "asks for host.test, tries ::1 at 0, tries 10.0.0.1 at 250, ::1 answers at 300,"
            + " gives up 10.0.0.1 at 300",
        trail.toString());
  }

  @LoopTest
  void who_answers_at_the_same_moment_and_is_not_taken_is_closed(Co co, VirtualTicker clock)
      throws Exception {
    answers = Map.of("::1", ofMillis(300), "10.0.0.1", ofMillis(50));

    ByteStream winner = co.await(connect(clock, "::1", "10.0.0.1"));

    assertFalse(winner.isClosing());
    for (ByteStream other : connections) {
      assertTrue(other == winner || other.isClosing(), other::toString);
    }
  }

  @LoopTest
  void if_all_refuse_the_error_tells_of_each(Co co, VirtualTicker clock) {
    ConnectException e =
        assertThrows(
            ConnectException.class, () -> co.await(connect(clock, "::1", "::2", "10.0.0.1")));

    assertEquals(
        "asks for host.test, tries ::1 at 0, tries 10.0.0.1 at 0, tries ::2 at 0",
        trail.toString());
    assertTrue(e.getMessage().startsWith("none of the 3 addresses"), e.getMessage());
  }
}
