package monoloop.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Compares outputs line by line. Numbers with a tilde before them are measured: any other does. */
final class Difference {
  private static final Pattern MEASURED = Pattern.compile("~\\d+(?:\\.\\d+)?");

  private Difference() {}

  static boolean same(String expected, String actual) {
    return shape(expected).equals(shape(actual));
  }

  /** The lines of both: those of one side only are marked with a minus or a plus. */
  static String show(String expected, String actual) {
    List<String> left = expected.lines().toList();
    List<String> right = actual.lines().toList();
    int[][] common = commonLines(left, right);
    List<String> shown = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < left.size() || j < right.size()) {
      if (i < left.size() && j < right.size() && same(left.get(i), right.get(j))) {
        shown.add("    " + right.get(j++));
        i++;
      } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
        shown.add("  - " + left.get(i++));
      } else {
        shown.add("  + " + right.get(j++));
      }
    }
    if (left.equals(right)) {
      shown.add("    (only line ends differ)");
    }
    return String.join("\n", shown);
  }

  /** How long the longest common sequence of lines is from each pair of places on. */
  private static int[][] commonLines(List<String> left, List<String> right) {
    int[][] common = new int[left.size() + 1][right.size() + 1];
    for (int i = left.size() - 1; i >= 0; i--) {
      for (int j = right.size() - 1; j >= 0; j--) {
        common[i][j] =
            same(left.get(i), right.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private static String shape(String text) {
    return MEASURED.matcher(text).replaceAll("~0");
  }
}
