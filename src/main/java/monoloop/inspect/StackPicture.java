package monoloop.inspect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Pictures of the calling thread's stack, side by side: what a suspended body is, as the tutorial
 * draws it. While a generator runs, its body is on the caller's stack; once it yields it is gone
 * from there, and a small object remembers where to go on.
 *
 * <p>Frames of the JDK and of the library are left out, so that the picture shows the program. On
 * the thread engine a body has a stack of its own, and the picture shows that one.
 */
public final class StackPicture {
  private static final int MOST = 12;

  private final List<Column> columns = new ArrayList<>();

  /** Creates an empty one. */
  public StackPicture() {}

  /**
   * One look at a stack.
   *
   * @param title what the program said
   * @param frames the program's methods with their lines, the outermost first
   */
  public record Column(String title, List<String> frames) {}

  /**
   * Takes a picture of the calling thread's stack.
   *
   * @param title says when this is: {@code before}, {@code in the body}
   */
  public void take(String title) {
    Objects.requireNonNull(title, "title");
    List<String> frames =
        StackWalker.getInstance()
            .walk(
                stack ->
                    new ArrayList<>(
                        stack
                            .filter(f -> isProgram(f.getClassName()))
                            .limit(MOST)
                            .map(StackPicture::text)
                            .toList()));
    Collections.reverse(frames);
    columns.add(new Column(title, List.copyOf(frames)));
  }

  private static boolean isProgram(String name) {
    return !name.startsWith("java.")
        && !name.startsWith("jdk.")
        && !name.startsWith("sun.")
        && !name.startsWith("org.junit.")
        && !name.startsWith("org.apache.maven.")
        && !name.startsWith("monoloop.internal.")
        && !name.startsWith("monoloop.shell.")
        && !name.startsWith("monoloop.generator.Gen")
        && !name.startsWith("monoloop.generator.Thread")
        && !name.startsWith("monoloop.generator.Guarded")
        && !name.equals("monoloop.inspect.StackPicture")
        && !name.equals("monoloop.inspect.Drive");
  }

  /**
   * {@code consumer() · Demo.java:12}: lambdas and state machines are named after the method they
   * stand in. Snippets of a shell have no lines that anybody has seen.
   */
  private static String text(StackWalker.StackFrame f) {
    String method = f.getMethodName();
    int machine = f.getClassName().indexOf("$$");
    if (method.startsWith("lambda$") || (method.equals("resume") && machine >= 0)) {
      String rest =
          machine >= 0
              ? f.getClassName().substring(machine + 2)
              : method.substring("lambda$".length());
      int end = rest.indexOf('$');
      method = end < 0 ? rest : rest.substring(0, end);
    }
    if (f.getClassName().startsWith("REPL.$JShell$")) {
      return method.startsWith("do_it$") ? "the cell" : method + "()";
    }
    return method + "() · " + f.getFileName() + ":" + f.getLineNumber();
  }

  /** Returns what was taken, in order. */
  public List<Column> columns() {
    return List.copyOf(columns);
  }

  /**
   * Draws the stacks for a terminal, one below the other, the innermost method on top.
   *
   * @return lines that end with a line feed
   */
  public String text() {
    StringBuilder s = new StringBuilder();
    for (Column c : columns) {
      s.append(c.title()).append('\n');
      for (String frame : c.frames().reversed()) {
        s.append("  │ ").append(frame).append('\n');
      }
      s.append("  └─\n");
    }
    return s.toString();
  }

  /**
   * Draws the stacks side by side, growing upwards, in an SVG file of 1000 pixels width; methods
   * that the first one does not have are marked.
   *
   * @return the file's text
   */
  public String svg() {
    int tallest = columns.stream().mapToInt(c -> c.frames().size()).max().orElse(0);
    double width = 960.0 / Math.max(1, columns.size());
    double bottom = 58 + tallest * 40.0;
    StringBuilder s = new StringBuilder();
    put(s, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 %s\" width=\"1000\" height=\"%s\" role=\"img\">\n", bottom + 24, bottom + 24);
    s.append("<title>The stack</title>\n<style>\n").append(TimelineStyle.CSS).append(CSS);
    s.append("</style>\n");
    put(s, "<rect class=\"paper\" x=\"0.5\" y=\"0.5\" width=\"999\" height=\"%s\" rx=\"10\"/>\n", bottom + 23);
    for (int i = 0; i < columns.size(); i++) {
      Column c = columns.get(i);
      double x = 20 + i * width;
      put(s, "<text class=\"title\" x=\"%s\" y=\"32\">%s</text>\n", x + width / 2, Page.escape(c.title()));
      for (int k = 0; k < c.frames().size(); k++) {
        String frame = c.frames().get(k);
        boolean fresh = !has(columns.getFirst().frames(), frame);
        double y = bottom - 40 * (k + 1);
        put(s, "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"34\" rx=\"5\"/>", fresh ? "fresh" : "frame", x + 8, y, width - 16);
        put(s, "<text class=\"call\" x=\"%s\" y=\"%s\">%s</text>\n", x + width / 2, y + 21,
            Page.escape(Page.clip(frame, (int) ((width - 28) / 6.8))));
      }
      put(s, "<line class=\"floor\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n", x + 4, bottom, x + width - 4, bottom);
    }
    return s.append("</svg>\n").toString();
  }

  /** As {@link #svg}, as a web page. */
  public String html() {
    return Page.of("Stack", svg());
  }

  /** Whether a method was there already, at whatever line. */
  private static boolean has(List<String> frames, String frame) {
    return frames.stream().anyMatch(f -> method(f).equals(method(frame)));
  }

  private static String method(String frame) {
    int end = frame.indexOf(" · ");
    return end < 0 ? frame : frame.substring(0, end);
  }

  private static void put(StringBuilder s, String format, Object... values) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Double d) {
        String n = String.format(Locale.ROOT, "%.1f", d);
        values[i] = n.endsWith(".0") ? n.substring(0, n.length() - 2) : n;
      }
    }
    s.append(format.formatted(values));
  }

  /** {@code StackPicture[3 stacks]}. */
  @Override
  public String toString() {
    return "StackPicture[" + columns.size() + (columns.size() == 1 ? " stack]" : " stacks]");
  }

  private static final String CSS =
      """
      .title { font-weight: 600; font-size: 13px; text-anchor: middle; }
      .call { font: 11.5px ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; text-anchor: middle; }
      .frame { fill: #eef1f5; stroke: #d1d9e0; }
      .fresh { fill: #ddf4ff; stroke: #54aeff; }
      .floor { stroke: #59636e; stroke-width: 2; }
      @media (prefers-color-scheme: dark) {
        .frame { fill: #21262d; stroke: #30363d; }
        .fresh { fill: #0c2d6b; stroke: #1f6feb; }
        .floor { stroke: #9198a1; }
      }
      """;
}
