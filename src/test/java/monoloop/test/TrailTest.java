package monoloop.test;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import monoloop.Co;
import monoloop.Deferred;

/** A trail reads as a sentence. */
class TrailTest {
  private final Trail trail = new Trail();

  @LoopTest
  void it_tells_what_happened_in_order(Co co) throws Exception {
    Deferred<String> word = new Deferred<>();
    var a =
        co.spawn(
            c -> {
              trail.say("a waits");
              c.await(word);
              trail.say("a wakes");
              return true;
            });
    co.spawn(
        c -> {
          trail.say("b sets");
          word.complete("now");
          return true;
        });
    co.await(a);

    assertEquals("a waits, b sets, a wakes", trail.toString());
    assertEquals(List.of("a waits", "b sets", "a wakes"), trail.words());
  }
}
