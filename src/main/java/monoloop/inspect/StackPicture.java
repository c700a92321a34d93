package monoloop.inspect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
  private static final int IN_A_ROW = 6;

  /** The height of a method with the space below it, in pixels. */
  private static final double FRAME = 40;

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
   * Draws the stacks side by side, growing upwards, six in a row, in an SVG file of 1000 pixels
   * width; methods that the first one does not have are marked.
   *
   * @return the file's text
   */
  public String svg() {
    Svg s = new Svg();
    double top = 0;
    for (int i = 0; i < columns.size(); i += IN_A_ROW) {
      List<Column> row = columns.subList(i, Math.min(columns.size(), i + IN_A_ROW));
      int tallest = row.stream().mapToInt(c -> c.frames().size()).max().orElse(0);
      double bottom = top + 52 + tallest * FRAME;
      double width = (Svg.WIDTH - 40) / Math.min(IN_A_ROW, columns.size());
      for (int k = 0; k < row.size(); k++) {
        draw(s, row.get(k), 20 + k * width, width, top, bottom);
      }
      top = bottom + 12;
    }
    return Svg.document("stack", top + 12, "The stack", CSS, s);
  }

  private void draw(Svg s, Column c, double x, double width, double top, double bottom) {
    double middle = x + width / 2;
    s.text("title", middle, top + 30, Page.clip(c.title(), (int) (width / 7.4))).end();
    for (int i = 0; i < c.frames().size(); i++) {
      String frame = c.frames().get(i);
      boolean fresh = !has(columns.getFirst().frames(), frame);
      double y = bottom - FRAME * (i + 1);
      s.group(frame).rect(fresh ? "fresh" : "frame", x + 6, y, width - 12, FRAME - 6, 5);
      String call = Page.clip(method(frame), (int) ((width - 20) / 7));
      String place = frame.substring(Math.min(frame.length(), method(frame).length() + 3));
      if (place.isEmpty()) {
        s.text("call", middle, y + 21, call).endGroup();
      } else {
        s.text("call", middle, y + 15, call);
        s.text("place", middle, y + 28, Page.clipFront(place, (int) ((width - 20) / 6.1)));
        s.endGroup();
      }
    }
    s.line("floor", x + 2, bottom, x + width - 2, bottom).end();
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

  /** {@code StackPicture[3 stacks]}. */
  @Override
  public String toString() {
    return "StackPicture[" + columns.size() + (columns.size() == 1 ? " stack]" : " stacks]");
  }

  private static final String CSS =
      TimelineStyle.BASE
          + ".call { font: 11.5px " + TimelineStyle.MONOSPACED + "; }\n"
          + ".place { font: 10px " + TimelineStyle.MONOSPACED + "; fill: #59636e; }\n"
          + """
            .title { font-weight: 600; font-size: 13px; }
            .title, .call, .place { text-anchor: middle; }
            .frame { fill: #eef1f5; stroke: #d1d9e0; }
            .fresh { fill: #ddf4ff; stroke: #54aeff; }
            .floor { stroke: #59636e; stroke-width: 2; }
            @media (prefers-color-scheme: dark) {
              .place { fill: #9198a1; }
              .frame { fill: #21262d; stroke: #30363d; }
              .fresh { fill: #0c2d6b; stroke: #1f6feb; }
              .floor { stroke: #9198a1; }
            }
            """;
}
