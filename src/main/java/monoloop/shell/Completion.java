package monoloop.shell;

import java.util.List;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** What may stand where somebody types. */
final class Completion {
  private Completion() {}

  /**
   * Returns whole words, from the beginning of the one that is being typed.
   *
   * @param cursor where it stands in {@code text}
   */
  static List<String> at(Interpreter java, String text, int cursor) {
    if (text.startsWith("/") && !text.substring(0, cursor).contains(" ")) {
      String begun = text.substring(0, cursor);
      return ReplCommands.NAMES.stream().filter(n -> n.startsWith(begun)).toList();
    }
    int[] anchor = {cursor};
    List<Suggestion> all = java.analysis().completionSuggestions(text, cursor, anchor);
    boolean anyFits = all.stream().anyMatch(Suggestion::matchesType);
    return all.stream()
        .filter(s -> !anyFits || s.matchesType() || all.size() < 30)
        .map(Suggestion::continuation)
        .distinct()
        .toList();
  }
}
