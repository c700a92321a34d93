package monoloop.generator;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.Test;

/** The Reactive Streams TCK on {@link Generator#flux}. */
@Test
public class GeneratorFluxTckTest extends PublisherVerification<Long> {
  public GeneratorFluxTckTest() {
    super(Tck.environment());
  }

  @Override
  public Publisher<Long> createPublisher(long elements) {
    return Generator.<Long>flux(() -> Tck.count(elements));
  }

  @Override
  public Publisher<Long> createFailedPublisher() {
    return Generator.<Long>flux(
        () -> {
          throw new IllegalStateException("no generator");
        });
  }
}
