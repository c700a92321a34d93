package monoloop.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.Task;
import monoloop.sync.AsyncCondition;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import monoloop.sync.Broadcast;
import monoloop.sync.Latest;
import monoloop.sync.Limiter;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The programs with locks, signals and queues do what their comments say. */
class SyncSnippetsTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void one_at_a_time_is_inside() {
    AsyncLock lock = new AsyncLock();

    Async.run(
        Async.gather(
            SyncSnippets.critical(lock, "a", log), SyncSnippets.critical(lock, "b", log)));

    assertEquals(List.of("a in", "a out", "b in", "b out"), log);
  }

  @Test
  void a_third_page_waits_for_a_permit() {
    List<String> pages = Async.run(SyncSnippets.polite(List.of("1", "2", "3"), log));

    assertEquals(List.of("1", "2", "3"), pages);
    assertEquals(
        List.of("fetch 1", "fetch 2", "got 1", "got 2", "fetch 3", "got 3"), log);
  }

  @Test
  void a_condition_hands_over_what_is_there() {
    AsyncCondition changed = new AsyncCondition();
    List<String> box = new ArrayList<>();

    Async.run(
        co -> {
          Task<String> receiver = co.spawn(SyncSnippets.receive(changed, box));
          co.await(Async.checkpoint());
          co.await(changed.lock().acquire());
          box.add("letter");
          changed.signal();
          changed.lock().release();
          log.add(co.await(receiver));
          return null;
        });

    assertEquals(List.of("letter"), log);
  }

  @Test
  void a_limiter_lends_a_token_for_a_request() {
    Limiter connections = new Limiter(1);

    String reply =
        Async.run(SyncSnippets.query(connections, Mono.fromCallable(connections::toString)));

    assertEquals("Limiter[1 of 5 borrowed, 0 waiting]", reply);
    assertEquals(5, connections.available());
  }

  @Test
  void two_who_need_a_connection_make_one() {
    List<String> both =
        Async.run(
            SyncSnippets.connected(
                Mono.fromCallable(
                    () -> {
                      log.add("connect");
                      return "connection";
                    })));

    assertEquals(List.of("connection", "connection"), both);
    assertEquals(List.of("connect"), log);
  }

  @Test
  void a_value_is_awaited() {
    Latest<String> status = new Latest<>("starting");
    Async.run(
        co -> {
          Task<String> waiter = co.spawn(SyncSnippets.whenReady(status));
          co.await(Async.checkpoint());
          status.set("ready to go");
          status.set("busy");
          log.add(co.await(waiter));
          return null;
        });

    assertEquals(List.of("ready to go"), log);
  }

  @Test
  void every_reader_gets_every_item() {
    Broadcast<String> news = new Broadcast<>(4, Broadcast.Lag.WAIT);
    Async.run(
        co -> {
          Task<Void> a = co.spawn(SyncSnippets.read(news, log));
          Task<Void> b = co.spawn(SyncSnippets.read(news, log));
          co.await(Async.checkpoint());
          co.await(news.send("rain"));
          news.close();
          co.await(a);
          co.await(b);
          return null;
        });

    assertEquals(List.of("rain", "rain"), log);
  }

  @Test
  void whoever_comes_first_is_served() {
    AsyncQueue<String> orders = AsyncQueue.unbounded();
    AsyncQueue<String> complaints = AsyncQueue.unbounded();
    Async.run(
        co -> {
          Task<String> served = co.spawn(SyncSnippets.serve(orders, complaints));
          co.await(Async.checkpoint());
          orders.tryPut("tea");
          complaints.tryPut("the rain");
          log.add(co.await(served));
          return null;
        });

    assertEquals(List.of("here is tea"), log);
    assertEquals(1, complaints.size());
  }
}
