package monoloop.generator.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("engines")
@Timeout(120)
class FuzzTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @MethodSource("fresh")
  void random_bodies_behave_alike_on_both_engines(long seed) {
    check(seed, 15, 10);
  }

  @Tag("long")
  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void many_random_bodies_behave_alike_on_both_engines() {
    long first = new Random().nextLong();
    for (long seed = first; seed < first + 200; seed++) {
      check(seed, 40, 20);
    }
  }

  static LongStream fresh() {
    return LongStream.of(new Random().nextInt(1_000_000_000));
  }

  private static void check(long seed, int bodies, int scripts) {
    Fuzzer.Report report = Fuzzer.run(seed, RandomBodies.compiled(seed, bodies), scripts);
    System.out.println(report);
    assertTrue(report.clean(), () -> report + "\n" + RandomBodies.source(seed, bodies));
  }
}
