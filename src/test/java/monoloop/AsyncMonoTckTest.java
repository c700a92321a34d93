package monoloop;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/** The Reactive Streams TCK on {@link Async#async}. */
@Test
public class AsyncMonoTckTest extends PublisherVerification<Long> {
  public AsyncMonoTckTest() {
    super(new TestEnvironment(5_000, 50, 50));
  }

  @Override
  public Publisher<Long> createPublisher(long elements) {
    return Async.async(
        co -> {
          co.await(Async.checkpoint());
          return elements == 0 ? null : elements;
        });
  }

  @Override
  public Publisher<Long> createFailedPublisher() {
    return Async.async(
        co -> {
          throw new IllegalStateException("meant to fail");
        });
  }

  @Override
  public long maxElementsFromPublisher() {
    return 1;
  }
}
