package monoloop.generator;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.Test;

/** The Reactive Streams TCK on {@link Generator#result}. */
@Test
public class GeneratorResultTckTest extends PublisherVerification<Long> {
  public GeneratorResultTckTest() {
    super(Tck.environment());
  }

  @Override
  public Publisher<Long> createPublisher(long elements) {
    return Generator.<Long>result(() -> Tck.sum(elements));
  }

  @Override
  public Publisher<Long> createFailedPublisher() {
    return Generator.<Long>result(
        () -> {
          throw new IllegalStateException("no generator");
        });
  }

  @Override
  public long maxElementsFromPublisher() {
    return 1;
  }
}
