package monoloop.conformance;

import static java.util.Comparator.comparing;
import static java.util.Map.entry;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import monoloop.conformance.Differences.Difference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every twin prints what CPython prints, on both engines. */
class ConformanceTest {
  /** Whoever writes twins adds their class here. */
  private static final List<Supplier<? extends Twins>> TWINS =
      List.of(
          GenTwins::new,
          GenEndTwins::new,
          GenUseTwins::new,
          GenScopeTwins::new,
          YieldFromTwins::new,
          YieldFromDelegateTwins::new,
          YieldFromUseTwins::new,
          AsyncGenTwins::new,
          AsyncGenScopeTwins::new,
          CoroutineTwins::new,
          TaskTwins::new,
          TaskRunTwins::new,
          CancelTwins::new,
          TimeoutTwins::new,
          TimeoutWaitTwins::new,
          GroupTwins::new,
          GroupErrorTwins::new,
          GatherTwins::new,
          WaitTwins::new,
          SyncLockTwins::new,
          SyncConditionTwins::new,
          SyncBarrierTwins::new,
          QueueTwins::new,
          QueueEndTwins::new,
          LoopTwins::new,
          LoopFutureTwins::new,
          StreamReadTwins::new,
          StreamTwins::new,
          ContextTwins::new,
          SubprocessTwins::new,
          ClassicChatTwins::new,
          ClassicTwins::new,
          ClassicSimulationTwins::new,
          ClassicAsyncTwins::new);

  /** How many scenarios there are of each topic. */
  private static final Map<String, Long> TOPICS =
      Map.ofEntries(
          entry("gen", 41L),
          entry("yieldfrom", 29L),
          entry("asyncgen", 18L),
          entry("coroutine", 9L),
          entry("task", 16L),
          entry("cancel", 14L),
          entry("timeout", 15L),
          entry("group", 15L),
          entry("gather", 7L),
          entry("wait", 11L),
          entry("sync", 21L),
          entry("stream", 15L),
          entry("queue", 18L),
          entry("loop", 16L),
          entry("context", 9L),
          entry("subprocess", 5L),
          entry("classic", 12L));

  private static final Path EXPECTED = expectedFiles();

  static Stream<Twin> twins() {
    return TWINS.stream().flatMap(Twin::in).sorted(comparing(Twin::toString));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("twins")
  void prints_what_cpython_prints(Twin twin) throws Exception {
    List<String> cpython = Files.readAllLines(EXPECTED.resolve(twin.scenario() + ".out"));
    List<String> expected = Differences.apply(Twin.numberOf(twin.scenario()), cpython);

    String difference = twin.compare(expected, twin.trace());

    if (!difference.isEmpty()) {
      fail(difference);
    }
  }

  @Test
  void every_scenario_has_a_twin_or_a_reason() throws IOException {
    Set<String> missing = scenarios();
    missing.removeAll(scenariosWithTwin());
    missing.removeIf(scenario -> !hasTwin(Twin.numberOf(scenario)));

    assertEquals(Set.of(), missing);
  }

  @Test
  void all_scenarios_of_these_topics_are_here() throws IOException {
    Map<String, Long> counted =
        scenarios().stream().collect(groupingBy(name -> name.split("_")[1], counting()));

    assertEquals(TOPICS, counted);
  }

  @Test
  void no_scenario_has_two_twins_or_a_twin_that_the_table_denies() {
    List<String> names = TWINS.stream().flatMap(Twin::in).map(Twin::toString).sorted().toList();

    assertEquals(names.stream().distinct().toList(), names);
    assertEquals(
        List.of(), scenariosWithTwin().stream().filter(s -> !hasTwin(Twin.numberOf(s))).toList());
  }

  @Test
  void every_difference_names_a_scenario() throws IOException {
    Set<Integer> numbers =
        scenarios().stream().map(Twin::numberOf).collect(Collectors.toUnmodifiableSet());

    assertEquals(
        List.of(), Differences.ALL.stream().filter(d -> !numbers.contains(d.scenario())).toList());
  }

  @Test
  void a_trace_that_differs_is_reported_by_scenario_and_line() {
    Twin twin = twins().findFirst().orElseThrow();

    String report = twin.compare(List.of("ready", "echo:a"), List.of("ready", "echo:b", "end"));

    assertEquals(
        """

        001 gen send_roundtrip [compiled] differs in line 2
          expected | echo:a
          actual   | echo:b
        the whole trace:
        ready
        echo:b
        end
        """,
        report);
    assertEquals("", twin.compare(List.of("ready"), List.of("ready")));
  }

  private static boolean hasTwin(int scenario) {
    return Differences.of(scenario).stream().allMatch(Difference::hasTwin);
  }

  private static Set<String> scenariosWithTwin() {
    return twins().map(Twin::scenario).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> scenarios() throws IOException {
    try (Stream<Path> files = Files.list(EXPECTED)) {
      return files
          .map(file -> file.getFileName().toString().replace(".out", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Path expectedFiles() {
    try {
      return Path.of(ConformanceTest.class.getResource("/conformance").toURI());
    } catch (Exception e) {
      throw new IllegalStateException("the traces of CPython are not on the class path", e);
    }
  }
}
