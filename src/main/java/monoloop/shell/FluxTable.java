package monoloop.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;

/**
 * Shows a Flux by running it: its first elements, and how it ended. Whoever watches is told a few
 * times a second at most. What comes too late or is too much is cancelled, and said.
 */
final class FluxTable extends BaseSubscriber<Object> {
  private static final int MOST = 100;
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration BETWEEN = Duration.ofMillis(250);

  private final List<List<String>> rows = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private String end = "";

  private FluxTable() {}

  static View of(Flux<?> flux, Consumer<View> live) {
    FluxTable table = new FluxTable();
    flux.subscribe(table);
    long until = System.nanoTime() + LONGEST.toNanos();
    try {
      int shown = 0;
      while (!table.ended.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - until >= 0) {
          table.finish("cancelled after " + LONGEST.toSeconds() + " s");
          break;
        }
        if (table.size() > shown) {
          shown = table.size();
          live.accept(table.view());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      table.finish("cancelled");
    } finally {
      table.dispose();
    }
    return table.view();
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    request(MOST);
  }

  @Override
  protected void hookOnNext(Object value) {
    synchronized (this) {
      rows.add(List.of(String.valueOf(rows.size() + 1), String.valueOf(value)));
    }
    if (size() == MOST) {
      finish("cancelled after " + MOST + " elements");
      cancel();
    }
  }

  @Override
  protected void hookOnComplete() {
    finish("completed");
  }

  @Override
  protected void hookOnError(Throwable error) {
    finish("failed with " + Errors.headline(error));
  }

  @Override
  protected void hookFinally(SignalType type) {
    ended.countDown();
  }

  private synchronized void finish(String how) {
    if (end.isEmpty()) {
      end = how;
    }
  }

  private synchronized int size() {
    return rows.size();
  }

  private synchronized View view() {
    String count = rows.size() == 1 ? "1 element, " : rows.size() + " elements, ";
    return new Table(
            List.of("#", "value"),
            List.copyOf(rows),
            count + (end.isEmpty() ? "more to come" : end))
        .view();
  }
}
