package monoloop.parallel;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.moveOnAfter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import monoloop.Loop;
import monoloop.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Messages between loops, with backpressure and without loss. */
class MailboxTest {
  private final LoopGroup group = LoopGroup.create(3);
  private final Loop home = group.loops().getFirst();
  private final Loop other = group.loops().get(1);

  @AfterEach
  void close() {
    group.close();
  }

  private static Mono<Void> send(Mailbox<Integer> mailbox, int from, int count) {
    return async(
        co -> {
          for (int i = from; i < from + count; i++) {
            co.await(mailbox.send(i));
          }
          return null;
        });
  }

  @Test
  void messages_of_one_sender_come_in_order() throws Exception {
    Mailbox<Integer> mailbox = Mailbox.on(home, 4);
    CompletableFuture<Void> sending = other.submit(send(mailbox, 0, 1000));
    sending.whenComplete((nothing, error) -> mailbox.close());

    List<Integer> received = home.submit(mailbox.asFlux().collectList()).get();

    assertEquals(1000, received.size());
    for (int i = 0; i < 1000; i++) {
      assertEquals(i, received.get(i));
    }
    assertEquals(0, mailbox.size());
  }

  @Test
  void no_message_is_lost_among_several_senders_and_receivers() throws Exception {
    Mailbox<Integer> mailbox = Mailbox.on(home, 3);
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      senders.add(group.loops().get(i % 3).submit(send(mailbox, i * 300, 300)));
    }
    CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new))
        .whenComplete((nothing, error) -> mailbox.close());

    CompletableFuture<List<Integer>> a = home.submit(mailbox.asFlux().collectList());
    CompletableFuture<List<Integer>> b = home.submit(mailbox.asFlux().collectList());

    HashSet<Integer> all = new HashSet<>(a.get());
    all.addAll(b.get());
    assertEquals(1800, all.size());
    assertEquals(1800, a.get().size() + b.get().size());
  }

  @Test
  void a_sender_waits_while_it_is_full() throws Exception {
    Mailbox<String> mailbox = Mailbox.on(home, 2);

    assertTrue(mailbox.trySend("a"));
    assertTrue(mailbox.trySend("b"));
    assertFalse(mailbox.trySend("c"));
    CompletableFuture<Void> third = other.submit(mailbox.send("c"));
    other.submit(checkpoint()).get();
    assertFalse(third.isDone());
    assertEquals("Mailbox[open, 2 of 2, on " + home + "]", mailbox.toString());

    assertEquals("a", home.submit(mailbox.take()).get());
    third.get();
    assertEquals("b", home.submit(mailbox.take()).get());
    assertEquals("c", home.submit(mailbox.take()).get());
  }

  @Test
  void a_sender_that_was_cancelled_has_sent_nothing() throws Exception {
    Mailbox<String> mailbox = Mailbox.on(home, 1);
    mailbox.trySend("a");

    boolean inTime =
        other.submit(moveOnAfter(Duration.ofMillis(10), co -> co.await(mailbox.send("b")))).get();

    assertFalse(inTime);
    assertEquals("a", home.submit(mailbox.take()).get());
    assertEquals(0, mailbox.size());
    assertTrue(mailbox.trySend("c"));
    assertEquals("c", home.submit(mailbox.take()).get());
  }

  @Test
  void a_receiver_that_was_cancelled_gives_its_message_back() throws Exception {
    Mailbox<String> mailbox = Mailbox.on(home, 4);

    List<String> received =
        home.submit(
                async(
                    co -> {
                      Task<String> first = co.spawn(mailbox.take());
                      co.await(checkpoint());
                      mailbox.trySend("a");
                      mailbox.trySend("b");
                      home.callSoon(first::cancel); // after a message was handed to it
                      while (!first.isDone()) {
                        co.await(checkpoint());
                      }
                      assertTrue(first.isCancelled());
                      List<String> all = new ArrayList<>();
                      all.add(co.await(mailbox.take()));
                      all.add(co.await(mailbox.take()));
                      return all;
                    }))
            .get();

    assertEquals("[a, b]", received.toString());
  }

  @Test
  void after_closing_the_rest_is_taken_and_then_it_is_over() throws Exception {
    Mailbox<String> mailbox = Mailbox.on(home, 1);
    mailbox.trySend("a");
    CompletableFuture<Void> waiting = other.submit(mailbox.send("b"));
    other.submit(checkpoint()).get();

    mailbox.close();
    mailbox.close();

    ExecutionException refused = assertThrows(ExecutionException.class, waiting::get);
    assertTrue(refused.getCause() instanceof MailboxClosedException, refused.toString());
    assertEquals("a", home.submit(mailbox.take()).get());
    Throwable empty =
        assertThrows(ExecutionException.class, home.submit(mailbox.take())::get).getCause();
    assertEquals(
        "Mailbox[closed, 0 of 1, on " + home + "] is empty and nothing more will come",
        empty.getMessage());
    assertEquals(
        "Mailbox[closed, 0 of 1, on " + home + "] accepts no messages any more",
        assertThrows(MailboxClosedException.class, () -> mailbox.trySend("c")).getMessage());
  }

  @Test
  void a_receiver_that_waits_hears_of_the_close() throws Exception {
    Mailbox<String> mailbox = Mailbox.on(home, 1);
    CompletableFuture<String> waiting = home.submit(mailbox.take());
    home.submit(checkpoint()).get();

    mailbox.close();

    assertTrue(
        assertThrows(ExecutionException.class, waiting::get).getCause()
            instanceof MailboxClosedException);
  }

  @Test
  void it_is_emptied_on_its_own_loop_only() {
    Mailbox<String> mailbox = Mailbox.on(home, 1);

    Throwable e =
        assertThrows(ExecutionException.class, other.submit(mailbox.take())::get).getCause();

    assertEquals(
        "Mailbox[open, 0 of 1, on " + home + "] cannot be emptied on " + other
            + ". Take on its own loop",
        e.getMessage());
    assertEquals(
        "capacity must be >= 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> Mailbox.on(home, 0)).getMessage());
  }
}
