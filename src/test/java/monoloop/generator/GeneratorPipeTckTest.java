package monoloop.generator;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.Test;
import reactor.core.publisher.Flux;

/** The Reactive Streams TCK on {@link Generator#pipe}. */
@Test
public class GeneratorPipeTckTest extends PublisherVerification<Long> {
  public GeneratorPipeTckTest() {
    super(Tck.environment());
  }

  @Override
  public Publisher<Long> createPublisher(long elements) {
    return Generator.<Long>flux(() -> Tck.count(elements))
        .transform(Generator.<Long, Long>pipe(Tck::echo));
  }

  @Override
  public Publisher<Long> createFailedPublisher() {
    return Flux.<Long>error(new IllegalStateException("no source"))
        .transform(Generator.<Long, Long>pipe(Tck::echo));
  }
}
