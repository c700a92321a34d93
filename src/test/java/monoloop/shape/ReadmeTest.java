package monoloop.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The README shows programs that are compiled and run, and facts that hold. */
@Tag("engines")
class ReadmeTest {
  private static final String REFRESH = "mvn -q test -Dtest=ReadmeTest -Dreadme.update=true";
  private static final String SNIPPETS = "src/test/java/monoloop/readme";
  private static final String EXAMPLES = "src/test/java/monoloop/examples";

  private static final Pattern REGION =
      Pattern.compile("(?ms)^ *// @start region=\"([\\w-]+)\"\n(.*?)^ *// @end$");
  private static final Pattern SHOWN =
      Pattern.compile("(?ms)^<!-- snippet: ([\\w-]+) -->\n```java\n(.*?)^```$");
  private static final Pattern BLOCK = Pattern.compile("(?m)^```java$");

  private final String readme = Project.text("README.md");

  @Test
  void every_program_is_one_that_the_tests_compile() throws IOException {
    Map<String, String> regions = regions();
    List<String> wrong = new ArrayList<>();

    String refreshed =
        SHOWN
            .matcher(readme)
            .replaceAll(
                m -> {
                  String now = regions.get(m.group(1));
                  if (now == null) {
                    wrong.add("no region \"" + m.group(1) + "\" in " + SNIPPETS);
                    return Matcher.quoteReplacement(m.group());
                  }
                  return Matcher.quoteReplacement(
                      "<!-- snippet: " + m.group(1) + " -->\n```java\n" + now + "```");
                });

    assertEquals(List.of(), wrong);
    if (Boolean.getBoolean("readme.update")) {
      Files.writeString(Project.path("README.md"), refreshed);
    } else if (!refreshed.equals(readme)) {
      fail(
          "the README shows another program than "
              + SNIPPETS
              + ":\n"
              + firstDifference(readme, refreshed)
              + "\nHow to fix: change the region, not the README, then run\n  "
              + REFRESH);
    }
  }

  @Test
  void no_program_is_pasted() {
    assertEquals(
        SHOWN.matcher(readme).results().count(),
        BLOCK.matcher(readme).results().count(),
        "How to fix: put <!-- snippet: name --> on the line before each ```java block, its text"
            + " into a region of that name in "
            + SNIPPETS);
  }

  @Test
  void every_region_is_shown_somewhere() {
    TreeSet<String> unused = new TreeSet<>(regions().keySet());
    SHOWN.matcher(readme).results().forEach(m -> unused.remove(m.group(1)));
    String sources =
        String.join("", Project.java("src/main/java").stream().map(Project::text).toList());
    unused.removeIf(name -> sources.contains("region=\"" + name + "\""));

    assertEquals(
        List.of(), List.copyOf(unused), "How to fix: show these regions, or remove their marks");
  }

  @Test
  void the_two_commands_stand_first_under_building() {
    String building = readme.substring(readme.indexOf("\n## Building"));
    List<String> commands =
        building.lines().filter(l -> l.startsWith("mvn ") || l.startsWith("    mvn ")).toList();

    assertEquals(
        List.of("mvn -q compile exec:exec", "mvn verify"),
        commands.subList(0, 2).stream().map(c -> c.replaceFirst(" *#.*", "").strip()).toList());
  }

  @Test
  void the_coordinates_are_those_of_the_pom() {
    String pom = Project.text("pom.xml");
    Matcher m =
        Pattern.compile(
                "<groupId>[\\w.]+</groupId>\\s*<artifactId>\\w+</artifactId>\\s*"
                    + "<version>[\\w.-]+</version>")
            .matcher(pom);
    assertTrue(m.find());

    String coordinates = m.group().replaceAll("\\s+", "");

    assertTrue(
        readme.replaceAll("\\s+", "").contains(coordinates),
        "How to fix: the section Install must say " + coordinates);
  }

  @Test
  void every_link_inside_leads_to_a_heading() {
    TreeSet<String> links = new TreeSet<>();
    Pattern.compile("\\]\\(#([\\w-]+)\\)")
        .matcher(readme)
        .results()
        .forEach(m -> links.add(m.group(1)));
    readme
        .lines()
        .filter(l -> l.startsWith("#"))
        .map(l -> l.replaceFirst("#+ ", "").toLowerCase().replaceAll("[^\\w -]", ""))
        .map(l -> l.replace(' ', '-'))
        .forEach(links::remove);

    assertEquals(List.of(), List.copyOf(links), "How to fix: name the heading as it is written");
  }

  private static Map<String, String> regions() {
    Map<String, String> regions = new TreeMap<>();
    Stream.concat(Project.java(SNIPPETS).stream(), Project.java(EXAMPLES).stream())
        .forEach(
            f ->
                REGION
                    .matcher(Project.text(f))
                    .results()
                    .forEach(
                        m -> {
                          String text = m.group(2).stripIndent();
                          assertEquals(
                              null,
                              regions.put(m.group(1), text),
                              () -> "two regions are named " + m.group(1));
                        }));
    return regions;
  }

  private static String firstDifference(String shown, String program) {
    List<String> a = shown.lines().toList();
    List<String> b = program.lines().toList();
    int i = 0;
    while (i < Math.min(a.size(), b.size()) && a.get(i).equals(b.get(i))) {
      i++;
    }
    return "line " + (i + 1) + "\n- " + line(a, i) + "\n+ " + line(b, i);
  }

  private static String line(List<String> lines, int i) {
    return i < lines.size() ? lines.get(i) : "(end)";
  }
}
