package monoloop.sync;

import monoloop.Loop;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/** The Reactive Streams TCK on {@link AsyncQueue#asFlux}. */
@Test
public class QueueFluxTckTest extends PublisherVerification<Long> {
  public QueueFluxTckTest() {
    super(new TestEnvironment(5_000, 50, 50));
  }

  @Override
  public Publisher<Long> createPublisher(long elements) {
    AsyncQueue<Long> queue = AsyncQueue.unbounded();
    for (long i = 0; i < elements; i++) {
      queue.tryPut(i);
    }
    queue.shutdown();
    return queue.asFlux();
  }

  @Override
  public Publisher<Long> createFailedPublisher() {
    Loop closed = Loop.create();
    closed.close();
    return AsyncQueue.<Long>unbounded().asFlux().contextWrite(c -> c.put(Loop.class, closed));
  }

  @Override
  public long maxElementsFromPublisher() {
    return 10_000; // all of them are in the queue before
  }
}
