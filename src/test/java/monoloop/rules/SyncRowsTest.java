package monoloop.rules;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.flux;
import static monoloop.Async.gather;
import static monoloop.Async.iterate;
import static monoloop.Async.select;
import static monoloop.Async.selectFairly;
import static monoloop.Async.sleep;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import monoloop.AsyncIterator;
import monoloop.Clause;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import monoloop.sync.AsyncCondition;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import monoloop.sync.AsyncReadWriteLock;
import monoloop.sync.Broadcast;
import monoloop.sync.BroadcastReader;
import monoloop.sync.Latest;
import monoloop.sync.Limiter;
import monoloop.sync.Once;
import monoloop.sync.QueueClosedException;
import monoloop.sync.QueueReceiver;
import monoloop.sync.QueueSender;
import monoloop.sync.ResourceBusyException;
import monoloop.sync.ResourceGuard;
import monoloop.sync.SingleFlight;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows SYNC and CHAN of the features that no rule is about. */
class SyncRowsTest {
  private final Trail trail = new Trail();

  private Mono<Object> saying(String what) {
    return async(
        co -> {
          trail.say(what + " begins");
          co.await(sleep(ofSeconds(1)));
          trail.say(what + " ends");
          return null;
        });
  }

  // ---- SYNC

  @LoopTest
  void sync_01_a_lock_is_a_resource_of_coroutines_and_of_operators(Co co) throws Exception {
    AsyncLock lock = new AsyncLock();
    Mono<Object> operators =
        Mono.usingWhen(
            lock.acquire().thenReturn(lock),
            held -> saying("operators"),
            held -> Mono.fromRunnable(held::release));

    co.await(gather(lock.using(saying("coroutine")), operators));

    assertEquals(
        "coroutine begins, coroutine ends, operators begins, operators ends", trail.toString());
  }

  @LoopTest
  void sync_03_a_condition_waits_for_a_predicate(Co co) throws Exception {
    AsyncCondition condition = new AsyncCondition();
    int[] stock = {0};
    Task<Object> buyer =
        co.spawn(
            condition
                .lock()
                .using(
                    inner -> {
                      inner.await(condition.awaitUntil(() -> stock[0] >= 2));
                      trail.say("buys " + stock[0]);
                      return null;
                    }));
    for (int i = 0; i < 2; i++) {
      co.await(sleep(ofSeconds(1)));
      co.await(
          condition
              .lock()
              .using(
                  inner -> {
                    stock[0]++;
                    condition.signalAll();
                    return null;
                  }));
    }
    co.await(buyer);

    assertEquals("buys 2", trail.toString());
  }

  @LoopTest
  void sync_05_a_limiter_lends_tokens_to_borrowers_and_can_be_resized(Co co) throws Exception {
    Limiter limiter = new Limiter(1);
    co.await(limiter.acquireFor("ann"));
    Task<Void> bob = co.spawn(limiter.acquireFor("bob"));
    co.await(waitUntilAllBlocked());

    assertEquals(List.of("ann"), limiter.statistics().borrowers());
    assertEquals(1, limiter.statistics().waiting());
    limiter.resize(2);
    co.await(bob);
    assertEquals(List.of("ann", "bob"), limiter.statistics().borrowers());
  }

  @LoopTest
  void sync_07_a_primitive_tells_who_holds_it_and_how_many_wait(Co co) throws Exception {
    AsyncLock lock = new AsyncLock();
    co.await(lock.acquire());
    Task<Void> waiting = co.spawn(lock.acquire());
    co.await(waitUntilAllBlocked());

    assertEquals(new AsyncLock.Statistics(true, co.task(), 1), lock.statistics());
    assertEquals("AsyncLock[held by task \"Task-1\", 1 waiting]", lock.toString());
    lock.release();
    co.await(waiting);
  }

  @LoopTest
  void sync_08_readers_share_a_lock_and_a_writer_has_it_alone(Co co) throws Exception {
    AsyncReadWriteLock lock = new AsyncReadWriteLock();

    co.await(
        gather(
            lock.reading(saying("a")), lock.reading(saying("b")), lock.writing(saying("c"))));

    assertEquals(
        "a begins, b begins, a ends, b ends, c begins, c ends", trail.toString());
  }

  @LoopTest
  void sync_10_what_is_needed_by_many_is_made_once(Co co) throws Exception {
    Once<Object> once = Once.of(saying("once"));
    SingleFlight<String, Object> flights = new SingleFlight<>();

    co.await(gather(once.get(), once.get()));
    co.await(gather(flights.run("key", saying("flight")), flights.run("key", saying("flight"))));

    assertEquals("once begins, once ends, flight begins, flight ends", trail.toString());
  }

  @Test
  void sync_11_another_thread_uses_a_primitive_through_its_loop() throws Exception {
    AsyncLock lock = new AsyncLock();
    Loop loop = Loop.shared();

    assertEquals("held", loop.submit(lock.using(Mono.just("held"))).get());
    assertEquals("held", lock.using(Mono.just("held")).subscribeOn(loop).block());
    assertFalse(lock.isLocked());
  }

  @LoopTest
  void sync_12_a_second_user_of_what_cannot_be_shared_is_refused(Co co) throws Exception {
    ResourceGuard guard = new ResourceGuard("reading");
    Task<Object> first = co.spawn(guard.using(saying("first")));
    co.await(checkpoint());

    assertThrows(
        ResourceBusyException.class, () -> co.await(guard.using(saying("second"))));

    co.await(first);
    assertEquals("first begins, first ends", trail.toString());
  }

  // ---- CHAN

  @LoopTest
  void chan_02_a_queue_may_have_priorities_or_give_its_last_item_first(Co co) throws Exception {
    AsyncQueue<Integer> priority = AsyncQueue.priority(9, Integer::compare);
    AsyncQueue<Integer> lifo = AsyncQueue.lifo(9);
    for (int i : new int[] {2, 3, 1}) {
      co.await(priority.put(i));
      co.await(lifo.put(i));
    }
    priority.shutdown();
    lifo.shutdown();

    assertEquals(List.of(1, 2, 3), co.await(priority.asFlux().collectList()));
    assertEquals(List.of(1, 3, 2), co.await(lifo.asFlux().collectList()));
  }

  @LoopTest
  void chan_05_those_who_take_get_the_cause_for_which_a_queue_was_closed(Co co)
      throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(4);
    queue.tryPut("last");
    queue.close(new IOException("disk full"));

    assertEquals("last", co.await(queue.take()));
    assertEquals(
        "disk full", assertThrows(IOException.class, () -> co.await(queue.take())).getMessage());
  }

  @LoopTest
  void chan_06_a_queue_is_iterated_until_it_is_shut_down(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    Task<Object> producer =
        co.spawn(
            inner -> {
              inner.await(queue.put("a"));
              inner.await(queue.put("b"));
              queue.shutdown();
              return null;
            });
    try (AsyncIterator<String> items = iterate(queue.asFlux())) {
      for (String item; (item = co.await(items.next())) != null; ) {
        trail.say(item);
      }
    }
    co.await(producer);

    assertEquals("a, b", trail.toString());
  }

  @LoopTest
  void chan_07_what_a_full_queue_does_has_a_name(Co co) throws Exception {
    AsyncQueue<Integer> conflated = AsyncQueue.conflated();
    AsyncQueue<Integer> oldest = AsyncQueue.dropOldest(2);
    AsyncQueue<Integer> latest = AsyncQueue.dropLatest(2);
    for (AsyncQueue<Integer> queue : List.of(conflated, oldest, latest)) {
      for (int i = 1; i <= 3; i++) {
        co.await(queue.put(i));
      }
      queue.shutdown();
    }

    assertEquals(List.of(3), co.await(conflated.asFlux().collectList()));
    assertEquals(List.of(2, 3), co.await(oldest.asFlux().collectList()));
    assertEquals(List.of(1, 2), co.await(latest.asFlux().collectList()));
  }

  @LoopTest
  void chan_08_the_last_sender_that_is_closed_ends_the_queue(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    QueueSender<String> first = QueueSender.of(queue);
    for (String name : List.of("a", "b")) {
      QueueSender<String> sender = first.another();
      co.spawn(
          producer -> {
            try (sender) {
              producer.await(sender.put(name + "1"));
              return producer.await(sender.put(name + "2"));
            }
          });
    }
    first.close();
    first.close();

    assertEquals(
        List.of("a1", "a2", "b1", "b2"), co.await(queue.asFlux().sort().collectList()));
    assertEquals(
        "QueueSender[closed, 0 open, AsyncQueue[shut down, 0 of 1 items, 0 taking, 0 putting]]",
        first.toString());
    assertThrows(IllegalStateException.class, () -> first.put("late"));
    assertThrows(IllegalStateException.class, () -> first.tryPut("late"));
    assertThrows(IllegalStateException.class, first::another);
  }

  @LoopTest
  void chan_08_the_last_receiver_that_is_closed_sends_those_away_who_put(Co co)
      throws Exception {
    AsyncQueue<String> queue = AsyncQueue.<String>bounded(1).onDrop(trail::say);
    QueueReceiver<String> first = QueueReceiver.of(queue);
    QueueReceiver<String> second = first.another();
    queue.tryPut("taken");
    Task<Void> left = co.spawn(queue.put("left"));
    co.await(waitUntilAllBlocked());
    assertEquals("taken", co.await(second.take()));
    co.await(left);
    Task<Void> waiting = co.spawn(queue.put("waiting"));
    co.await(waitUntilAllBlocked());

    first.close();
    assertFalse(waiting.isDone());
    second.close();

    assertThrows(QueueClosedException.class, () -> co.await(waiting));
    assertEquals("left", trail.toString());
    assertThrows(IllegalStateException.class, second::take);
    assertThrows(IllegalStateException.class, second::asFlux);
    assertThrows(IllegalStateException.class, second::tryTake);
  }

  @LoopTest
  void chan_09_a_select_mixes_queues_tasks_publishers_and_timers(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    Deferred<String> deferred = new Deferred<>();
    Task<String> task = co.spawn(sleep(ofSeconds(2)).thenReturn("task"));
    Flux<String> items =
        flux(
            out -> {
              out.await(sleep(ofSeconds(1)));
              out.yield("flux");
              return out.await(sleep(ofDays(2)));
            });
    try (AsyncIterator<String> iterator = iterate(items)) {
      Mono<String> first =
          select(
              Clause.on(queue.take(), x -> x),
              Clause.on(deferred, x -> x),
              Clause.on(task, x -> x),
              Clause.on(iterator.next(), x -> x),
              Clause.on(sleep(ofDays(1)), x -> "timer"));

      assertEquals("flux", co.await(first));
      assertEquals("task", co.await(first));
    }
    assertEquals(
        "nothing",
        co.await(select(Clause.on(queue.take(), x -> x), Clause.otherwise(() -> "nothing"))));
  }

  @LoopTest
  void chan_10_a_fair_select_lets_no_busy_queue_silence_another(Co co) throws Exception {
    AsyncQueue<String> left = AsyncQueue.unbounded();
    AsyncQueue<String> right = AsyncQueue.unbounded();
    int lefts = 0;
    for (int i = 0; i < 200; i++) {
      left.tryPut("left");
      right.tryPut("right");
    }
    for (int i = 0; i < 200; i++) {
      String chosen =
          co.await(
              selectFairly(Clause.on(left.take(), x -> x), Clause.on(right.take(), x -> x)));
      lefts += chosen.equals("left") ? 1 : 0;
    }

    assertTrue(lefts > 60 && lefts < 140, lefts + " of 200");
    assertEquals(200, left.size() + right.size());
  }

  @LoopTest
  void chan_10_a_fair_select_still_prefers_whatever_is_ready_to_otherwise(Co co)
      throws Exception {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    Mono<String> choice =
        selectFairly(Clause.otherwise(() -> "nothing"), Clause.on(queue.take(), x -> x));
    for (int i = 0; i < 20; i++) {
      queue.tryPut("item");
      assertEquals("item", co.await(choice));
      assertEquals("nothing", co.await(choice));
    }
  }

  @LoopTest
  void chan_11_everybody_gets_a_copy_of_what_is_broadcast(Co co) throws Exception {
    Broadcast<String> news = new Broadcast<>(2, Broadcast.Lag.SKIP);
    try (BroadcastReader<String> prompt = news.subscribe();
        BroadcastReader<String> slow = news.subscribe()) {
      for (String item : List.of("a", "b", "c")) {
        co.await(news.send(item));
        assertEquals(item, co.await(prompt.next()));
      }

      assertEquals("b", co.await(slow.next()));
      assertEquals(1, slow.missed());
    }
  }

  @LoopTest
  void chan_11_who_comes_late_gets_the_last_items_first(Co co) throws Exception {
    Broadcast<String> news = new Broadcast<>(3, Broadcast.Lag.SKIP, 2);
    try (BroadcastReader<String> first = news.subscribe()) {
      co.await(news.send("a"));
      assertEquals("a", co.await(first.next()));
      try (BroadcastReader<String> second = news.subscribe()) {
        assertEquals("a", co.await(second.next()));
      }
      co.await(news.send("b"));
      co.await(news.send("c"));
    }
    try (BroadcastReader<String> late = news.subscribe()) {
      co.await(news.send("d"));
      assertEquals("b", co.await(late.next()));
      assertEquals("c", co.await(late.next()));
      assertEquals("d", co.await(late.next()));
    }
    news.close();

    assertEquals(List.of("c", "d"), co.await(news.asFlux().collectList()));
  }

  @LoopTest
  void chan_11_a_sender_waits_for_who_reads_what_is_replayed(Co co) throws Exception {
    Broadcast<String> news = new Broadcast<>(1, Broadcast.Lag.WAIT, 1);
    co.await(news.send("a"));
    co.await(news.send("b"));
    try (BroadcastReader<String> late = news.subscribe()) {
      assertFalse(news.trySend("c"));
      assertEquals("b", co.await(late.next()));
      assertTrue(news.trySend("c"));
    }
    for (int wrong : new int[] {-1, 2}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Broadcast<>(1, Broadcast.Lag.WAIT, wrong));
    }
  }

  @LoopTest
  void chan_12_a_latest_value_is_awaited_until_it_fits(Co co) throws Exception {
    Latest<Integer> level = new Latest<>(1);
    Task<Integer> waiting = co.spawn(level.awaitUntil(n -> n > 2));
    Task<Integer> change = co.spawn(level.awaitChange());
    co.await(waitUntilAllBlocked());

    level.set(2);
    assertEquals(2, co.await(change));
    level.update(n -> n + 1);

    assertEquals(3, co.await(waiting));
    assertEquals(3, level.get());
  }

  @LoopTest
  void chan_13_a_queue_tells_its_depth_its_peak_and_who_waits(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(2);
    queue.tryPut("a");
    queue.tryPut("b");
    Task<Void> put = co.spawn(queue.put("c"));
    co.await(waitUntilAllBlocked());

    assertEquals(new AsyncQueue.Statistics(2, 2, 0, 1, 2, 0), queue.statistics());
    queue.tryTake();
    co.await(put);
  }

  @LoopTest
  void chan_14_an_actor_is_a_task_with_a_queue(Co co) throws Exception {
    record Ask(int amount, Deferred<Integer> answer) {}
    AsyncQueue<Ask> mailbox = AsyncQueue.unbounded();
    Task<Object> account =
        co.spawn(
            actor -> {
              int balance = 0;
              while (true) {
                Ask ask = actor.await(mailbox.take());
                balance += ask.amount;
                ask.answer.complete(balance);
              }
            });
    Ask first = new Ask(5, new Deferred<>());
    Ask second = new Ask(2, new Deferred<>());
    mailbox.tryPut(first);
    mailbox.tryPut(second);

    assertEquals(7, co.await(second.answer));
    assertEquals(5, co.await(first.answer));
    account.cancel();
  }

  @LoopTest
  void chan_15_a_hook_hears_of_every_item_that_nobody_will_take(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.<String>dropOldest(1).onDrop(trail::say);
    queue.tryPut("pushed out");
    queue.tryPut("left behind");

    queue.shutdownNow();

    assertEquals("pushed out, left behind", trail.toString());
    assertEquals(2, queue.statistics().dropped());
    co.await(queue.awaitAllDone());
  }
}
