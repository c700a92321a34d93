package monoloop;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/** The Reactive Streams TCK on {@link Async#flux}. */
@Test
public class AsyncFluxTckTest extends PublisherVerification<Long> {
  public AsyncFluxTckTest() {
    super(new TestEnvironment(5_000, 50, 50));
  }

  @Override
  public Publisher<Long> createPublisher(long elements) {
    return Async.flux(
        co -> {
          for (long i = 0; i < elements; i++) {
            if (i % 2 == 0) {
              co.await(Async.checkpoint());
            }
            co.yield(i);
          }
          return null;
        });
  }

  @Override
  public Publisher<Long> createFailedPublisher() {
    Loop closed = Loop.create();
    closed.close();
    return Async.<Long>flux(co -> null).contextWrite(c -> c.put(Loop.class, closed));
  }
}
