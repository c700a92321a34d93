package monoloop.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not stand in the project's files, and how long they may be. */
@Tag("engines")
class DocsTest {
  private static final int MOST_LINES = 700;

  /** Written in two halves where this very file would break the rule. */
  static Stream<Rule> rules() {
    return Stream.of(
        new Rule(
            "no test sleeps",
            name -> name.startsWith("src/test/java/"),
            "Thread\\." + "sleep\\(|TimeUnit\\.\\w+\\." + "sleep\\(|parkNanos" + "\\(",
            "wait for what you need instead: virtual time, a latch, or the order of the turns"),
        new Rule(
            "no open ends",
            name -> true,
            "\\bTO" + "DO\\b|\\bFIX" + "ME\\b|\\bXX" + "X\\b|@Dis" + "abled\\b",
            "finish it, or say in the README's section Limits that it is missing"),
        new Rule(
            "no path of one machine",
            name -> true,
            "(?<![\\w.$*})/])/(?:work|tmp|home|root|usr/(?!bin/env)|opt|mnt|Users)\\b(?=/)",
            "use a path relative to the project, or a temporary directory made by the test"),
        new Rule(
            "no package registry",
            name -> true,
            "repo1?\\.mav" + "en|son" + "atype|jit" + "pack|npm" + "js\\.|py" + "pi\\.org",
            "let Maven's own settings name the registry"),
        new Rule(
            "no star imports",
            name -> name.endsWith(".java"),
            "^import (?!static).*\\*;",
            "import single names"),
        new Rule(
            "no authors, no tabs",
            name -> name.endsWith(".java"),
            "@auth" + "or\\b|\t",
            "the history knows who; two spaces indent"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void every_file_obeys(Rule rule) {
    List<String> broken = new ArrayList<>();

    for (Path file : Project.written()) {
      String name = Project.name(file);
      if (rule.files().test(name)) {
        broken.addAll(rule.brokenIn(name, Project.text(file).lines().toList()));
      }
    }

    assertEquals(List.of(), broken, () -> rule.how(broken));
  }

  @Test
  void no_file_is_long() {
    List<String> tooLong =
        Project.java("src").stream()
            .filter(f -> Project.text(f).lines().count() > MOST_LINES)
            .map(Project::name)
            .toList();

    assertEquals(
        List.of(),
        tooLong,
        "How to fix: more than " + MOST_LINES + " lines hold more than one idea; split the file");
  }

  @Test
  void every_package_says_what_it_is_for_and_where_null_may_stand() {
    List<String> without =
        Project.java("src/main/java").stream()
            .map(Path::getParent)
            .distinct()
            .filter(d -> !saysIt(d.resolve("package-info.java")))
            .map(Project::name)
            .toList();

    assertEquals(
        List.of(), without, "How to fix: a package-info.java with a sentence and @NullMarked");
  }

  @Test
  void a_rule_sees_what_it_forbids() {
    Rule rule = rules().findFirst().orElseThrow();

    List<String> broken = rule.brokenIn("A.java", List.of("int a;", "  Thread." + "sleep(1);"));

    assertEquals(List.of("A.java:2:   Thread." + "sleep(1);"), broken);
    assertTrue(rule.how(broken).contains("How to fix: wait for"));
  }

  private static boolean saysIt(Path packageInfo) {
    return packageInfo.toFile().exists()
        && Project.text(packageInfo).contains("@NullMarked")
        && Project.text(packageInfo).startsWith("/**");
  }

  /** What no line of some files may contain. */
  record Rule(String name, Predicate<String> files, String regex, String instead) {

    List<String> brokenIn(String file, List<String> lines) {
      Pattern pattern = Pattern.compile(regex);
      List<String> broken = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (pattern.matcher(lines.get(i)).find()) {
          broken.add(file + ":" + (i + 1) + ": " + lines.get(i));
        }
      }
      return broken;
    }

    String how(List<String> broken) {
      return name + ":\n" + String.join("\n", broken) + "\nHow to fix: " + instead;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
