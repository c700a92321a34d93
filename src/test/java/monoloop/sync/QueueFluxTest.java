package monoloop.sync;

import static monoloop.Async.checkpoint;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.NotOnLoopException;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** From a queue to a Flux and back. */
class QueueFluxTest {
  private final Trail trail = new Trail();

  /** Requests by hand. */
  private final class Reader extends BaseSubscriber<String> {
    @Override
    protected void hookOnSubscribe(Subscription subscription) {}

    @Override
    protected void hookOnNext(String item) {
      trail.say(item);
    }

    @Override
    protected void hookOnComplete() {
      trail.say("end");
    }
  }

  @Test
  void an_item_is_taken_when_it_is_requested() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    Async.run(
        co -> {
          List.of("a", "b", "c").forEach(queue::tryPut);
          Reader reader = new Reader();
          queue.asFlux().subscribe(reader);
          co.await(checkpoint());
          assertEquals(3, queue.size());
          reader.request(1);
          co.await(checkpoint());
          assertEquals(2, queue.size());
          reader.request(1);
          co.await(checkpoint());
          reader.cancel();
          co.await(checkpoint());
          assertEquals("c", queue.tryTake().orElseThrow());
          return null;
        });

    assertEquals("a, b", trail.toString());
  }

  @Test
  void it_completes_when_the_queue_is_shut_down_and_empty() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    queue.tryPut("a");
    queue.tryPut("b");
    queue.shutdown();

    StepVerifier.create(queue.asFlux())
        .expectNext("a", "b")
        .expectComplete()
        .verify(Duration.ofSeconds(5));
  }

  @Test
  void it_fails_with_the_cause() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    queue.tryPut("a");
    queue.close(new IOException("lost"));

    StepVerifier.create(queue.asFlux())
        .expectNext("a")
        .expectErrorMessage("lost")
        .verify(Duration.ofSeconds(5));
  }

  @Test
  void an_item_that_meets_the_cancel_of_its_subscriber_goes_to_the_next_taker() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    Async.run(
        co -> {
          Reader reader = new Reader();
          queue.asFlux().subscribe(reader);
          reader.request(5);
          co.await(checkpoint());
          assertEquals(1, queue.statistics().taking());
          queue.tryPut("a"); // the reader is handed it, and will resume in the next turn
          reader.cancel();
          Task<String> other = co.spawn(queue.take());
          trail.say("other takes " + co.await(other));
          return null;
        });

    assertEquals("other takes a", trail.toString());
  }

  @Test
  void an_item_that_meets_the_cancel_of_another_thread_goes_back_to_the_front() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    Async.run(
        co -> {
          Reader reader = new Reader();
          queue.asFlux().subscribe(reader);
          reader.request(5);
          co.await(checkpoint());
          queue.tryPut("a");
          queue.tryPut("b");
          Thread stranger = Thread.ofPlatform().start(reader::cancel);
          stranger.join(); // its cancel has begun, and reaches the loop after the item
          co.await(turns(2));
          trail.say("left " + queue.tryTake().orElseThrow() + queue.tryTake().orElseThrow());
          return null;
        });

    assertEquals("left ab", trail.toString());
  }

  @Test
  void a_subscriber_that_cancels_while_it_gets_an_item_keeps_that_one_only() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    List.of("a", "b", "c").forEach(queue::tryPut);

    StepVerifier.create(queue.asFlux().take(2))
        .expectNext("a", "b")
        .expectComplete()
        .verify(Duration.ofSeconds(5));

    assertEquals("c", queue.tryTake().orElseThrow());
  }

  @Test
  void operators_get_a_backpressured_stream() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
    List<Integer> got = new ArrayList<>();
    Async.run(
        co -> {
          Task<List<Integer>> sum =
              co.spawn(queue.asFlux().map(i -> i * 10).collectList());
          for (int i = 0; i < 10; i++) {
            co.await(queue.put(i));
          }
          queue.shutdown();
          got.addAll(co.await(sum));
          return null;
        });

    assertEquals(List.of(0, 10, 20, 30, 40, 50, 60, 70, 80, 90), got);
  }

  @Test
  void the_room_in_the_queue_is_what_is_requested() {
    TestPublisher<String> source = TestPublisher.create();
    Async.run(
        co -> {
          AsyncQueue<String> queue = AsyncQueue.from(source, 2);
          source.assertMinRequested(2);
          source.assertMaxRequested(2);
          source.next("a");
          source.next("b");
          source.assertMaxRequested(2);
          trail.say(queue.toString());
          trail.say(co.await(queue.take()));
          source.assertMinRequested(1);
          source.next("c");
          source.complete();
          for (String item = "b"; !queue.isEmpty(); ) {
            item = co.await(queue.take());
            trail.say(item);
          }
          assertThrows(QueueClosedException.class, queue::tryTake);
          return null;
        });

    assertEquals("AsyncQueue[open, 2 of 2 items, 0 taking, 0 putting], a, b, c", trail.toString());
  }

  @Test
  void a_fast_publisher_of_another_thread_keeps_its_order() {
    List<Integer> got = new ArrayList<>();
    Async.run(
        co -> {
          AsyncQueue<Integer> queue =
              AsyncQueue.from(Flux.range(0, 1000).publishOn(Schedulers.parallel()), 8);
          got.addAll(co.await(queue.asFlux().collectList()));
          assertTrue(queue.statistics().peak() <= 8, queue::toString);
          return null;
        });

    assertEquals(Flux.range(0, 1000).collectList().block(), got);
  }

  @Test
  void an_error_of_the_publisher_closes_the_queue() {
    Async.run(
        co -> {
          AsyncQueue<String> queue =
              AsyncQueue.from(Flux.just("a").concatWith(Flux.error(new IOException("lost"))), 4);
          trail.say(co.await(queue.take()));
          try {
            co.await(queue.take());
          } catch (IOException e) {
            trail.say(e.getMessage());
          }
          return null;
        });

    assertEquals("a, lost", trail.toString());
  }

  @Test
  void shutting_the_queue_down_cancels_the_publisher() {
    Sinks.Many<String> sink = Sinks.many().unicast().onBackpressureBuffer();
    Async.run(
        co -> {
          AsyncQueue<String> queue = AsyncQueue.from(sink.asFlux(), 1);
          queue.shutdown();
          return null;
        });

    assertEquals(0, sink.currentSubscriberCount());
  }

  @Test
  void a_queue_is_filled_on_a_loop_and_has_room() {
    assertThrows(NotOnLoopException.class, () -> AsyncQueue.from(Flux.just(1), 1));
    assertEquals(
        "capacity must be >= 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> AsyncQueue.from(Flux.just(1), 0))
            .getMessage());
    assertFalse(AsyncQueue.conflated().isFull());
  }
}
