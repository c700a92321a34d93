package monoloop.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One of several who put into a queue, which is shut down when the last of them is closed (Trio:
 * {@code MemorySendChannel.clone}): so that those who take learn that there will be no more without
 * anybody counting the producers.
 *
 * <p>Each producer gets one of its own and closes it, at best with try. Not closing one keeps the
 * queue open.
 *
 * @param <T> the items
 */
public final class QueueSender<T> implements AutoCloseable {
  private final Shares<T> shares;
  private boolean closed;

  private QueueSender(Shares<T> shares) {
    this.shares = shares;
    shares.open++;
  }

  /**
   * Creates the first one for {@code queue}.
   *
   * @param queue to be filled through this one and {@link #another} only
   */
  public static <T> QueueSender<T> of(AsyncQueue<T> queue) {
    Objects.requireNonNull(queue, "queue");
    return new QueueSender<>(new Shares<>(queue, AsyncQueue::shutdown));
  }

  /**
   * Creates one more for the same queue, for another producer.
   *
   * @return open until it is closed itself
   * @throws IllegalStateException if this one is closed
   */
  public QueueSender<T> another() {
    return new QueueSender<>(shares.unless(closed, this));
  }

  /**
   * Puts {@code item}; as {@link AsyncQueue#put}.
   *
   * @param item not null
   * @return cold
   * @throws IllegalStateException if this one is closed
   */
  public Mono<@Nullable Void> put(T item) {
    return shares.unless(closed, this).queue.put(item);
  }

  /**
   * Puts {@code item} if there is room; as {@link AsyncQueue#tryPut}.
   *
   * @param item not null
   * @return whether it was put
   * @throws IllegalStateException if this one is closed
   */
  public boolean tryPut(T item) {
    return shares.unless(closed, this).queue.tryPut(item);
  }

  /** Says that this producer is done; the last one shuts the queue down. Does not wait. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      shares.leave();
    }
  }

  /** {@code QueueSender[1 of 3 open, AsyncQueue[open, 2 of 8 items, 0 taking, 0 putting]]}. */
  @Override
  public String toString() {
    return "QueueSender[" + shares.word(closed) + "]";
  }
}
