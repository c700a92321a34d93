package monoloop.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import monoloop.Loop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What an interrupt of a thread that waits for the shared loop leaves behind: nothing. */
@Tag("engines")
class ParkedTest {
  /** The loop stands still from one call to the other. */
  private static final class Pause {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    Pause() {
      Loop.shared()
          .callSoonThreadsafe(
              () -> {
                begun.countDown();
                try {
                  over.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
    }

    void awaitBegin() throws InterruptedException {
      begun.await();
    }

    void end() {
      over.countDown();
    }
  }

  /** It was cancelled too late to stop the spawning, and too early for what was spawned. */
  @Test
  void an_interrupt_between_the_start_of_a_task_and_its_first_step_cancels_it() throws Exception {
    Parked.await(co -> co.await(Mono.just(1))); // has loaded and compiled what follows
    CompletableFuture<String> word = new CompletableFuture<>();
    List<String> log = new ArrayList<>();
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();

    Pause beforeSubmission = new Pause();
    beforeSubmission.awaitBegin();
    Thread waiter =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    Parked.await(
                        co -> {
                          log.add("began");
                          try {
                            return co.await(word);
                          } finally {
                            log.add("ended");
                          }
                        });
                    thrown.complete(new AssertionError("it has returned"));
                  } catch (Throwable t) {
                    thrown.complete(t);
                  }
                });
    awaitRest(waiter);
    Pause beforeSpawning = new Pause();
    beforeSubmission.end();
    beforeSpawning.awaitBegin();
    waiter.interrupt();
    awaitRest(waiter);
    beforeSpawning.end();

    assertInstanceOf(InterruptedException.class, thrown.get());
    assertEquals(
        log.isEmpty() ? List.of() : List.of("began", "ended"),
        Parked.await(co -> List.copyOf(log)));
  }

  @Test
  void a_cell_that_was_interrupted_before_it_awaits_does_not_hold_the_loop() throws Exception {
    try (Cells cells = new Cells(Duration.ofSeconds(25))) {
      Cells.Result result =
          cells.run(
              """
              {
                Thread.currentThread().interrupt();
                await(async(co -> { while (true) Thread.onSpinWait(); }));
              }
              """);

      assertEquals("InterruptedException", String.valueOf(result.error()));
      assertEquals("1", cells.run("await(Mono.just(1))").value());
    }
  }

  /** It waits, or has ended, and has heard of its interrupt. */
  private static void awaitRest(Thread thread) {
    while (thread.isInterrupted()
        || thread.getState() != Thread.State.WAITING
            && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }
}
