package monoloop.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each of the subtle rules is pinned by a test whose name begins with its number. */
class RulesTest {
  private static final Pattern NAME = Pattern.compile("void rule_(\\d+)_[a-z]");

  /** Asynchronous generators to queues: what these tests are about. */
  private static final List<Integer> RULES = IntStream.rangeClosed(21, 93).boxed().toList();

  @Test
  void every_rule_has_a_test_named_after_it() {
    Set<Integer> missing = new TreeSet<>(RULES);
    for (var file : Project.java("src/test/java")) {
      for (Matcher m = NAME.matcher(Project.text(file)); m.find(); ) {
        missing.remove(Integer.valueOf(m.group(1)));
      }
    }

    assertEquals(Set.of(), missing, "rules without a test `rule_<number>_<what it claims>`");
  }
}
