package monoloop.sync;

import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One of several who take from a queue, which is shut down when the last of them is closed (Trio:
 * {@code MemoryReceiveChannel.clone}): so that those who put do not wait for ever when nobody is
 * left to take. What nobody has taken then is dropped.
 *
 * @param <T> the items
 */
public final class QueueReceiver<T> implements AutoCloseable {
  private final Shares<T> shares;
  private boolean closed;

  private QueueReceiver(Shares<T> shares) {
    this.shares = shares;
    shares.open++;
  }

  /**
   * Creates the first one for {@code queue}.
   *
   * @param queue to be emptied through this one and {@link #another} only
   */
  public static <T> QueueReceiver<T> of(AsyncQueue<T> queue) {
    Objects.requireNonNull(queue, "queue");
    return new QueueReceiver<>(new Shares<>(queue, AsyncQueue::shutdownNow));
  }

  /**
   * Creates one more for the same queue, for another consumer.
   *
   * @return open until it is closed itself
   * @throws IllegalStateException if this one is closed
   */
  public QueueReceiver<T> another() {
    return new QueueReceiver<>(shares.unless(closed, this));
  }

  /**
   * Takes the next item; as {@link AsyncQueue#take}.
   *
   * @return cold
   * @throws IllegalStateException if this one is closed
   */
  public Mono<T> take() {
    return shares.unless(closed, this).queue.take();
  }

  /**
   * Takes the next item if there is one; as {@link AsyncQueue#tryTake}.
   *
   * @return empty if there is none
   * @throws IllegalStateException if this one is closed
   */
  public Optional<T> tryTake() {
    return shares.unless(closed, this).queue.tryTake();
  }

  /**
   * Takes the items as they are asked for; as {@link AsyncQueue#asFlux}. Its end does not close
   * this one.
   *
   * @return cold
   * @throws IllegalStateException if this one is closed
   */
  public Flux<T> asFlux() {
    return shares.unless(closed, this).queue.asFlux();
  }

  /** Says that this consumer is done; the last one shuts the queue down. Does not wait. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      shares.leave();
    }
  }

  /** {@code QueueReceiver[1 of 3 open, AsyncQueue[open, 2 of 8 items, 0 taking, 0 putting]]}. */
  @Override
  public String toString() {
    return "QueueReceiver[" + shares.word(closed) + "]";
  }
}
