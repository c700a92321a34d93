package monoloop.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import monoloop.Async;
import reactor.core.publisher.Mono;

/** A disk as slow as the test wants: an operation begins, and waits until the test lets it go. */
final class Pace {
  private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
  private final CountDownLatch go = new CountDownLatch(1);

  /** As {@link AsyncFile#write(String)}. */
  Mono<Void> write(AsyncFile file, String text) {
    OpenFile open = file.opened();
    return Async.async(
        co ->
            co.await(
                FileWork.change(
                    "slow write",
                    open.path,
                    open.queue,
                    () -> {
                      wait(begun);
                      Writing.write(open, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                    })));
  }

  /** An operation that fails once it may go on. */
  Mono<Void> fail(AsyncFile file, IOException error) {
    OpenFile open = file.opened();
    return Async.async(
        co ->
            co.await(
                FileWork.change(
                    "slow failure",
                    open.path,
                    open.queue,
                    () -> {
                      wait(begun);
                      throw error;
                    })));
  }

  private void wait(CompletableFuture<Boolean> told) {
    told.complete(true);
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new AssertionError("a thread of the pool was interrupted", e);
    }
  }

  Mono<Boolean> begun() {
    return Mono.fromFuture(begun, true);
  }

  void goOn() {
    go.countDown();
  }
}
