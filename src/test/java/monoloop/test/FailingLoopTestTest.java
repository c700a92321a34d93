package monoloop.test;

import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What makes a test with a loop fail. */
class FailingLoopTestTest {
  private static final Duration HOUR = Duration.ofHours(1);

  static class Failing {
    @LoopTest
    void leaks(Co co) {
      co.spawn("forgotten", sleep(HOUR));
      co.spawn("lost", sleep(HOUR));
    }

    @LoopTest
    void waits_for_ever(Co co) throws Exception {
      co.await(new Deferred<>());
    }

    @LoopTest
    void throws_checked(Co co) throws Exception {
      co.await(sleep(HOUR));
      throw new IOException("no route");
    }

    @LoopTest
    void loses_an_error(Loop loop) {
      loop.callSoon(
          () -> {
            throw new ArithmeticException("lost");
          });
    }

    @RepeatedSchedules(30)
    void relies_on_the_order(Co co) throws Exception {
      List<String> names = new ArrayList<>();
      Task<Boolean> a = co.spawn(c -> names.add("a"));
      Task<Boolean> b = co.spawn(c -> names.add("b"));
      co.await(a);
      co.await(b);
      assertEquals(List.of("a", "b"), names);
    }
  }

  /** By the name of the method, or of the run of it. */
  private static Map<String, Throwable> failures() {
    Map<String, Throwable> failures = new TreeMap<>();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Failing.class)).build();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(t -> failures.put(test.getDisplayName(), t));
              }
            });
    return failures;
  }

  @Test
  void what_goes_wrong_fails_the_test_and_says_why() {
    Map<String, Throwable> failures = failures();

    Throwable leaks = failures.get("leaks (Co)");
    assertTrue(leaks.getMessage().startsWith("2 tasks were left"), leaks::getMessage);
    assertTrue(leaks.getMessage().contains("Task[lost, suspended in sleep"), leaks::getMessage);
    Throwable stuck = failures.get("waits for ever (Co)");
    assertTrue(stuck.getMessage().contains("would wait for ever"), stuck::getMessage);
    assertEquals("no route", failures.get("throws checked (Co)").getMessage());
    Throwable lost = failures.get("loses an error (Loop)");
    assertEquals("lost", lost.getCause().getMessage());
  }

  @Test
  void a_failing_order_names_its_seed() {
    Map<String, Throwable> failures = failures();

    failures.keySet().removeIf(name -> !name.startsWith("seed "));
    assertTrue(failures.size() > 5, failures::toString);
    failures.forEach(
        (name, error) ->
            assertEquals(
                "the "
                    + name.replace("seed ", "seed was ")
                    + ". To run it again: -Dmonoloop."
                    + name.replace("seed ", "seed="),
                error.getSuppressed()[0].toString()));
  }
}
