package monoloop.sync;

import static monoloop.Async.checkpoint;
import static monoloop.sync.Saying.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Task;
import monoloop.sync.Broadcast.Lag;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;

/** Every item for every reader. */
class BroadcastTest {
  private final Trail trail = new Trail();

  private Coroutine<Void> reading(String name, BroadcastReader<String> reader) {
    return co -> {
      for (String item = co.await(reader.next()); item != null; item = co.await(reader.next())) {
        trail.say(name + item);
      }
      trail.say(name + " ends");
      return null;
    };
  }

  @Test
  void every_reader_gets_every_item_that_was_sent_after_it_subscribed() {
    Broadcast<String> news = new Broadcast<>(8, Lag.WAIT);
    Async.run(
        co -> {
          co.await(news.send("0"));
          BroadcastReader<String> early = news.subscribe();
          co.await(news.send("1"));
          BroadcastReader<String> late = news.subscribe();
          co.await(news.send("2"));
          news.close();
          co.await(co.spawn(reading("early ", early)));
          co.await(co.spawn(reading("late ", late)));
          return null;
        });

    assertEquals("early 1, early 2, early  ends, late 2, late  ends", trail.toString());
  }

  @Test
  void a_reader_that_waits_is_woken_by_the_item() {
    Broadcast<String> news = new Broadcast<>(1, Lag.WAIT);
    Async.run(
        co -> {
          Task<Void> a = co.spawn(reading("a", news.subscribe()));
          Task<Void> b = co.spawn(reading("b", news.subscribe()));
          co.await(checkpoint());
          co.await(news.send("1"));
          co.await(checkpoint());
          co.await(news.send("2"));
          co.await(checkpoint());
          news.close();
          co.await(a);
          co.await(b);
          return null;
        });

    assertEquals("a1, b1, a2, b2, a ends, b ends", trail.toString());
  }

  @Test
  void a_sender_waits_for_the_slowest_reader() {
    Broadcast<String> news = new Broadcast<>(2, Lag.WAIT);
    Async.run(
        co -> {
          BroadcastReader<String> slow = news.subscribe();
          assertTrue(news.trySend("1"));
          assertTrue(news.trySend("2"));
          assertFalse(news.trySend("3"));
          Task<Void> sender = co.spawn(saying(trail, "sent", news.send("3")));
          co.await(checkpoint());
          trail.say(news.toString());
          trail.say(co.await(slow.next()));
          co.await(sender);
          trail.say(co.await(slow.next()));
          trail.say(co.await(slow.next()));
          assertEquals(new Broadcast.Statistics(3, 0, 1, 0), news.statistics());
          return null;
        });

    assertEquals(
        "Broadcast[open, 2 of 2 items, 1 reader, 1 sending], 1, sent, 2, 3", trail.toString());
  }

  @Test
  void a_reader_that_leaves_is_waited_for_no_longer() {
    Broadcast<String> news = new Broadcast<>(1, Lag.WAIT);
    Async.run(
        co -> {
          BroadcastReader<String> gone = news.subscribe();
          assertTrue(news.trySend("1"));
          Task<Void> sender = co.spawn(saying(trail, "sent", news.send("2")));
          co.await(checkpoint());
          gone.close();
          gone.close();
          co.await(sender);
          trail.say("gone reads " + co.await(gone.next()));
          return null;
        });

    assertEquals("sent, gone reads null", trail.toString());
  }

  @Test
  void a_reader_that_lags_misses_the_oldest_items_if_that_is_the_policy() {
    Broadcast<String> news = new Broadcast<>(2, Lag.SKIP);
    Async.run(
        co -> {
          BroadcastReader<String> slow = news.subscribe();
          for (String item : List.of("1", "2", "3", "4", "5")) {
            co.await(news.send(item));
          }
          trail.say(co.await(slow.next()));
          trail.say(co.await(slow.next()));
          trail.say(slow.toString());
          assertEquals(3, slow.missed());
          return null;
        });

    assertEquals("4, 5, BroadcastReader[open, 3 missed]", trail.toString());
  }

  @Test
  void a_reader_that_lags_is_cut_off_if_that_is_the_policy() {
    Broadcast<String> news = new Broadcast<>(2, Lag.FAIL);
    Async.run(
        co -> {
          BroadcastReader<String> slow = news.subscribe();
          BroadcastReader<String> quick = news.subscribe();
          for (String item : List.of("1", "2", "3")) {
            co.await(news.send(item));
            trail.say(co.await(quick.next()));
          }
          try {
            co.await(slow.next());
          } catch (LaggedException e) {
            trail.say(e.getMessage());
          }
          assertEquals(1, news.statistics().readers());
          return null;
        });

    assertEquals(
        "1, 2, 3, BroadcastReader[open, 0 missed] was cut off: it was 2 items behind, which is all"
            + " it may be",
        trail.toString());
  }

  @Test
  void what_was_read_for_a_cancelled_task_is_read_again_in_order() {
    Broadcast<String> news = new Broadcast<>(8, Lag.WAIT);
    Async.run(
        co -> {
          BroadcastReader<String> reader = news.subscribe();
          Task<String> a = co.spawn(reader.next());
          Task<String> b = co.spawn(reader.next());
          co.await(checkpoint());
          List.of("1", "2", "3").forEach(news::trySend);
          a.cancel();
          b.cancel();
          co.await(checkpoint());
          for (int i = 0; i < 3; i++) {
            trail.say(co.await(reader.next()));
          }
          return null;
        });

    assertEquals("1, 2, 3", trail.toString());
  }

  @Test
  void readers_get_the_cause_when_they_have_read_everything() {
    Broadcast<String> news = new Broadcast<>(8, Lag.WAIT);
    Async.run(
        co -> {
          BroadcastReader<String> behind = news.subscribe();
          co.await(news.send("1"));
          news.close(new IOException("lost"));
          trail.say(co.await(behind.next()));
          try {
            co.await(behind.next());
          } catch (IOException e) {
            trail.say(e.getMessage());
          }
          return null;
        });

    assertEquals("1, lost", trail.toString());
    assertEquals(
        "Broadcast[closed, 0 of 8 items, 1 reader, 0 sending] sends nothing: it was closed",
        assertThrows(IllegalStateException.class, () -> news.trySend("2")).getMessage());
  }

  @Test
  void a_cause_comes_out_as_it_is_whatever_its_type() {
    Broadcast<String> news = new Broadcast<>(8, Lag.WAIT);
    Throwable neither = new Throwable("neither an exception nor an error");
    BroadcastReader<String> reader = news.subscribe();
    news.close(neither);

    assertSame(neither, assertThrows(Throwable.class, () -> Async.run(reader.next())));
  }

  @Test
  void closing_it_sends_those_who_wait_to_send_away() {
    Broadcast<String> news = new Broadcast<>(1, Lag.WAIT);
    Async.run(
        co -> {
          news.subscribe();
          assertTrue(news.trySend("1"));
          Task<Void> sender = co.spawn(news.send("2"));
          co.await(checkpoint());
          news.close();
          try {
            co.await(sender);
          } catch (IllegalStateException e) {
            trail.say(e.getMessage());
          }
          return null;
        });

    assertEquals(
        "Broadcast[closed, 1 of 1 items, 1 reader, 1 sending] sends nothing: it was closed",
        trail.toString());
  }

  @Test
  void each_subscriber_of_the_flux_has_a_reader() {
    Broadcast<String> news = new Broadcast<>(4, Lag.WAIT);
    Async.run(
        co -> {
          Task<List<String>> a = co.spawn(news.asFlux().collectList());
          Task<List<String>> b = co.spawn(news.asFlux().take(1).collectList());
          co.await(checkpoint());
          assertEquals(2, news.statistics().readers());
          for (String item : List.of("1", "2", "3")) {
            co.await(news.send(item));
          }
          trail.say("b " + co.await(b));
          co.await(checkpoint());
          assertEquals(1, news.statistics().readers());
          news.close();
          trail.say("a " + co.await(a));
          return null;
        });

    assertEquals("b [1], a [1, 2, 3]", trail.toString());
    assertEquals(0, news.statistics().readers());
  }

  @Test
  void a_reader_may_be_behind_by_one_at_least() {
    assertEquals(
        "capacity must be >= 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> new Broadcast<>(0, Lag.WAIT))
            .getMessage());
  }
}
