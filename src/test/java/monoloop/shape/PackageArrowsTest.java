package monoloop.shape;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packages use each other along these arrows only, and none of them in a circle. */
@Tag("engines")
class PackageArrowsTest {
  private static final String KERNEL = "monoloop";
  private static final String GENERATOR = "monoloop.generator";
  private static final String COMPILER = "monoloop.internal.compiler";
  private static final String FRAME = "monoloop.internal.frame";
  private static final String DRIVER = "monoloop.internal.driver";
  private static final Set<String> PUBLIC =
      Set.of(
          KERNEL,
          GENERATOR,
          "monoloop.sync",
          "monoloop.io",
          "monoloop.file",
          "monoloop.http",
          "monoloop.parallel",
          "monoloop.process",
          "monoloop.test",
          "monoloop.inspect");

  /** What the package on the left may use. The README draws the same picture. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry(COMPILER, Set.of()),
          entry(FRAME, Set.of(COMPILER)),
          entry(DRIVER, Set.of()),
          entry(GENERATOR, Set.of(COMPILER, FRAME)),
          entry(KERNEL, Set.of(GENERATOR, COMPILER, FRAME, DRIVER)),
          entry("monoloop.sync", Set.of(KERNEL, GENERATOR)),
          entry("monoloop.io", Set.of(KERNEL, GENERATOR)),
          entry("monoloop.file", Set.of(KERNEL, GENERATOR)),
          entry("monoloop.http", Set.of(KERNEL, GENERATOR)),
          entry("monoloop.process", Set.of(KERNEL, GENERATOR, "monoloop.io")),
          entry(
              "monoloop.parallel",
              Set.of(KERNEL, GENERATOR, "monoloop.io", "monoloop.process")),
          entry("monoloop.test", Set.of(KERNEL, GENERATOR)),
          entry("monoloop.inspect", Set.of(KERNEL, GENERATOR)),
          entry("monoloop.walkthrough", PUBLIC),
          entry("monoloop.shell", PUBLIC));

  private static final List<References> CLASSES = References.below(Project.mainClasses());

  @Test
  void packages_use_each_other_along_the_arrows_only() {
    List<String> wrong = new ArrayList<>();

    for (References r : CLASSES) {
      String from = packageOf(r.user());
      for (String used : r.used()) {
        String to = packageOf(used);
        if (!from.equals(to) && !ARROWS.getOrDefault(from, PUBLIC).contains(to)) {
          wrong.add(r.user() + " uses " + used + ", but there is no arrow " + from + " -> " + to);
        }
      }
    }

    assertEquals(
        List.of(),
        wrong,
        () ->
            String.join("\n", wrong)
                + "\nHow to fix: let the class use what its package may use, or move it. What a"
                + " package above the kernel lacks, the kernel's public API should offer");
  }

  @Test
  void every_package_has_a_row_in_the_table() {
    Set<String> rowless = new TreeSet<>();
    CLASSES.forEach(r -> rowless.add(packageOf(r.user())));
    rowless.removeAll(ARROWS.keySet());

    assertEquals(
        Set.of(), rowless, "How to fix: give each of these packages a row in " + getClass());
  }

  @Test
  void the_arrows_make_no_circle() {
    ARROWS.keySet().forEach(p -> assertFalse(reaches(p, p), () -> p + " can reach itself"));
  }

  @Test
  void an_arrow_is_seen_wherever_a_class_is_named() {
    References frame = of("monoloop.generator.GeneratorFrame");

    assertEquals(
        Set.of(FRAME),
        frame.used().stream()
            .map(PackageArrowsTest::packageOf)
            .filter(p -> !p.equals(GENERATOR))
            .collect(Collectors.toSet()),
        "GeneratorFrame extends Frame, which stands in another package");
  }

  private static boolean reaches(String from, String to) {
    return ARROWS.getOrDefault(from, Set.of()).stream()
        .anyMatch(p -> p.equals(to) || reaches(p, to));
  }

  private static References of(String name) {
    return CLASSES.stream().filter(r -> r.user().equals(name)).findFirst().orElseThrow();
  }

  private static String packageOf(String className) {
    return className.substring(0, className.lastIndexOf('.'));
  }
}
