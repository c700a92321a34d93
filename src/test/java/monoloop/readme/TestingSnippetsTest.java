package monoloop.readme;

import static java.time.Duration.ofSeconds;
import static monoloop.readme.CoroutineSnippets.ticks;
import static monoloop.readme.CoroutineSnippets.withRetry;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** How a program that uses the library is tested. */
class TestingSnippetsTest {

  // @start region="testing"
  @Test
  void gives_up_after_three_attempts() {
    StepVerifier.create(withRetry(Mono.error(new IOException("no route"))))
        .expectErrorMessage("no route")
        .verify(ofSeconds(5));
  }

  @Test
  void ticks_only_when_asked() {
    StepVerifier.create(ticks(1000), 2)
        .expectNext(1L, 2L)
        .thenCancel()                                   // the body's finally blocks run
        .verify(ofSeconds(5));
  }
  // @end
}
