package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

/** The tutorials' producer and consumer, joined by hand and as a pipeline. */
class ProducerConsumerTest {
  private final List<String> printed = new ArrayList<>();

  private Generator<String, Integer, @Nullable Void> consumer() {
    return Generator.of(
        out -> {
          String reply = "";
          while (true) {
            Integer n = out.yield(reply);
            if (n == null) {
              return null;
            }
            printed.add("[CONSUMER] consuming " + n + "...");
            reply = "200 OK";
          }
        });
  }

  private Generator<Integer, @Nullable Object, @Nullable Void> producer() {
    return Generator.of(
        out -> {
          for (int n = 1; n <= 5; n++) {
            printed.add("[PRODUCE] Producing " + n + "...");
            out.yield(n);
          }
          return null;
        });
  }

  private Flux<String> pipeline() {
    return Generator.flux(this::producer)
        .transform(Generator.pipe(this::consumer))
        .doOnNext(reply -> printed.add("[PRODUCE] Consumer return:" + reply));
  }

  /** The seed's program, step by step. */
  private List<String> byHand() {
    Generator<String, Integer, @Nullable Void> c = consumer();
    c.send(null);
    for (int n = 1; n <= 5; n++) {
      printed.add("[PRODUCE] Producing " + n + "...");
      String reply = c.send(n);
      printed.add("[PRODUCE] Consumer return:" + reply);
    }
    c.close();
    List<String> lines = List.copyOf(printed);
    printed.clear();
    return lines;
  }

  @Test
  void the_pipeline_prints_what_the_program_prints() {
    List<String> lines = byHand();

    pipeline().blockLast();

    assertEquals(15, lines.size());
    assertEquals(lines, printed);
  }

  @Test
  void a_slow_subscriber_bounds_both() {
    List<String> lines = byHand();
    TestSubscriber<String> slow = TestSubscriber.builder().initialRequest(0).build();
    pipeline().subscribe(slow);
    assertEquals(List.of(), printed);

    for (int n = 1; n <= 5; n++) {
      slow.request(1);
      assertEquals(lines.subList(0, 3 * n), printed);
    }
    slow.cancel();
  }
}
