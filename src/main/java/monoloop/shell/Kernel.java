package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static monoloop.shell.KernelSockets.Channel.CONTROL;
import static monoloop.shell.KernelSockets.Channel.IOPUB;
import static monoloop.shell.KernelSockets.Channel.SHELL;
import static monoloop.shell.KernelSockets.Channel.STDIN;

import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import monoloop.CancelledError;
import org.jspecify.annotations.Nullable;

/**
 * A kernel for Jupyter: runs the cells that come, one after the other, on a thread of their own.
 * What interrupts and ends it comes on another channel and does not wait for them.
 */
final class Kernel {
  private final Interpreter java = new Interpreter();
  private final KernelSockets sockets;
  private final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();
  private final KernelStream out = new KernelStream(text -> stream("stdout", text));
  private final KernelStream err = new KernelStream(text -> stream("stderr", text));
  private final KernelInput in = new KernelInput(this::askForLine);
  private int count;

  /** The requests that waited when the current cell failed. */
  private List<Message> behindFailure = List.of();

  private int interrupts;

  /** What runs now, or ran last: what tasks print behind it belongs to it. */
  private volatile @Nullable Message current;

  /** The cell that runs: what is read is typed there. */
  private volatile @Nullable Message running;

  Kernel(KernelSockets sockets) {
    this.sockets = sockets;
    java.importLibrary();
  }

  /** Returns when Jupyter has asked it to end. */
  void run() {
    PrintStream oldOut = System.out;
    PrintStream oldErr = System.err;
    InputStream oldIn = System.in;
    Background.listen();
    System.setProperty("stdin.encoding", "UTF-8"); // for IO.readln
    System.setIn(in);
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    Thread cells = Thread.ofPlatform().daemon().name("cells").start(this::work);
    try {
      sockets.serve(this::receive);
    } finally {
      java.cancel();
      in.cancel();
      cells.interrupt();
      System.setIn(oldIn);
      System.setOut(oldOut);
      System.setErr(oldErr);
    }
  }

  // ---- on the thread of the sockets

  private void receive(KernelSockets.Channel channel, Message request) {
    switch (request.type()) {
      case "interrupt_request" -> {
        interrupt();
        sockets.send(channel, request.answer("interrupt_reply", Map.of("status", "ok")));
      }
      case "input_reply" -> in.typed(request.text("value"));
      case "shutdown_request" -> {
        status(request, "busy");
        sockets.send(
            channel,
            request.answer(
                "shutdown_reply",
                Map.of("status", "ok", "restart", "true".equals(request.text("restart")))));
        status(request, "idle");
        sockets.stop();
      }
      default -> {
        if (channel == CONTROL) {
          answer(CONTROL, request);
        } else {
          requests.add(request);
        }
      }
    }
  }

  private synchronized void interrupt() {
    java.cancel();
    if (++interrupts > 1) {
      java.abandon();
    }
    in.cancel();
  }

  // ---- on the thread of the cells

  private void work() {
    try {
      while (true) {
        answer(SHELL, requests.take());
        abort(behindFailure);
        behindFailure = List.of();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(KernelSockets.Channel channel, Message request) {
    status(request, "busy");
    try {
      Map<String, ?> content =
          switch (request.type()) {
            case "execute_request" -> execute(request);
            case "kernel_info_request" -> info();
            case "complete_request" -> complete(request.text("code"), cursor(request));
            case "inspect_request" -> inspect(request.text("code"), cursor(request));
            case "is_complete_request" -> isComplete(request.text("code"));
            case "comm_info_request" -> Map.of("status", "ok", "comms", Map.of());
            case "history_request" -> Map.of("status", "ok", "history", List.of());
            default -> Map.of();
          };
      if (!content.isEmpty()) {
        String type = request.type().replace("_request", "_reply");
        sockets.send(channel, request.answer(type, content));
      }
    } finally {
      status(request, "idle");
    }
  }

  /** Answers the cells that waited: they would build on what did not happen. */
  private void abort(List<Message> requested) {
    for (Message waiting : requested) {
      if (waiting.type().equals("execute_request") && requests.remove(waiting)) {
        status(waiting, "busy");
        sockets.send(SHELL, waiting.answer("execute_reply", Map.of("status", "aborted")));
        status(waiting, "idle");
      }
    }
  }

  private void status(Message request, String state) {
    sockets.send(IOPUB, request.answer("status", Map.of("execution_state", state)));
  }

  private Map<String, ?> execute(Message request) {
    current = request;
    synchronized (this) {
      interrupts = 0;
    }
    String code = request.text("code");
    boolean silent = "true".equals(request.text("silent"));
    count += silent ? 0 : 1;
    if (!silent) {
      publish("execute_input", Map.of("code", code, "execution_count", number(count)));
    }
    failures();
    running = request;
    try {
      Interpreter.Result result = java.run(code, event -> {});
      if (wasInterrupted()) {
        return interrupted();
      }
      if (result.error() != null) {
        Output.Thrown thrown = Output.Thrown.of(result.error());
        return failed(
            thrown.name(), thrown.message(), Errors.text(result.error()).lines().toList());
      }
      show(result, silent);
      if (wasInterrupted()) {
        return interrupted();
      }
    } catch (CellException e) {
      return failed("CompileError", e.getMessage(), e.getMessage().lines().toList());
    } finally {
      running = null;
      out.send();
      err.send();
      failures();
    }
    return Map.of(
        "status", "ok",
        "execution_count", number(count),
        "payload", List.of(),
        "user_expressions", Map.of());
  }

  /** On the thread that reads. */
  private void askForLine() {
    Message cell = running;
    if (cell == null) {
      throw new IllegalStateException(
          "System.in is read while no cell runs into which one could type: read it in a cell and"
              + " give a task what was read");
    }
    if (!"true".equals(cell.text("allow_stdin"))) {
      throw new IllegalStateException(
          "System.in is read, but nobody can type where this cell runs: nbconvert, for instance,"
              + " has no keyboard. Assign the value, or run the cell in a notebook");
    }
    if (wasInterrupted()) {
      throw new CancelledError("the cell was interrupted");
    }
    String prompt = out.sendLines();
    err.send();
    sockets.send(
        STDIN, cell.answer("input_request", Map.of("prompt", prompt, "password", false)));
  }

  private synchronized boolean wasInterrupted() {
    return interrupts > 0;
  }

  private Map<String, ?> interrupted() {
    return failed("CancelledError", "the cell was interrupted", List.of("cancelled"));
  }

  /** A Flux is shown while it runs, if that takes time. */
  private void show(Interpreter.Result result, boolean silent) {
    String id = UUID.randomUUID().toString();
    boolean[] isLive = new boolean[1];
    View view =
        java.view(
            result.object(),
            now -> {
              display(isLive[0] ? "update_display_data" : "display_data", id, now);
              isLive[0] = true;
            });
    out.send();
    if (isLive[0] && view != null) {
      display("update_display_data", id, view);
    } else if (result.value() != null && !silent) {
      publish(
          "execute_result",
          Map.of(
              "execution_count", number(count),
              "data", view == null ? Map.of("text/plain", result.value()) : data(view),
              "metadata", Map.of()));
    }
  }

  private void display(String type, String id, View view) {
    publish(
        type,
        Map.of(
            "data", data(view), "metadata", Map.of(), "transient", Map.of("display_id", id)));
  }

  private static Map<String, String> data(View view) {
    Map<String, String> data = new HashMap<>(view.formats());
    data.put("text/plain", view.text());
    String svg = data.get("image/svg+xml");
    if (svg != null) {
      data.putIfAbsent("text/html", image(svg));
    }
    return data;
  }

  /** Pages that hold the picture itself mix up the styles of several; nbconvert even cuts parts out. */
  private static String image(String svg) {
    return "<img style=\"max-width: 100%\" src=\"data:image/svg+xml;base64,"
        + Base64.getEncoder().encodeToString(svg.getBytes(UTF_8))
        + "\">";
  }

  private Map<String, ?> failed(String name, String message, List<String> trace) {
    out.send();
    err.send();
    Map<String, Object> error = new HashMap<>();
    error.put("ename", name);
    error.put("evalue", message);
    error.put("traceback", trace);
    publish("error", error);
    behindFailure = List.copyOf(requests); // not what is sent after the answer
    error.put("status", "error");
    error.put("execution_count", number(count));
    return error;
  }

  private void failures() {
    Background.take().forEach(failure -> stream("stderr", "! " + failure + "\n"));
  }

  private void stream(String name, String text) {
    publish("stream", Map.of("name", name, "text", text));
  }

  private void publish(String type, Map<String, ?> content) {
    Message parent = current;
    if (parent != null) {
      sockets.send(IOPUB, parent.answer(type, content));
    }
  }

  // ---- what Jupyter asks beside running

  private static Map<String, ?> info() {
    return Map.of(
        "status", "ok",
        "protocol_version", "5.3",
        "implementation", "monoloop",
        "implementation_version", "0.1",
        "banner", "monoloop on Java " + Runtime.version().feature(),
        "help_links", List.of(),
        "language_info",
            Map.of(
                "name", "java",
                "version", String.valueOf(Runtime.version().feature()),
                "mimetype", "text/x-java-source",
                "file_extension", ".jsh",
                "pygments_lexer", "java",
                "codemirror_mode", "text/x-java"));
  }

  private Map<String, ?> complete(String code, int cursor) {
    int start = cursor;
    while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
      start--;
    }
    return Map.of(
        "status", "ok",
        "matches", Completion.at(java, code, cursor),
        "cursor_start", number(code.codePointCount(0, start)),
        "cursor_end", number(code.codePointCount(0, cursor)),
        "metadata", Map.of());
  }

  private Map<String, ?> inspect(String code, int cursor) {
    List<String> texts =
        java.analysis().documentation(code, cursor, false).stream()
            .map(Documentation::signature)
            .distinct()
            .toList();
    return Map.of(
        "status", "ok",
        "found", !texts.isEmpty(),
        "data", texts.isEmpty() ? Map.of() : Map.of("text/plain", String.join("\n", texts)),
        "metadata", Map.of());
  }

  private Map<String, ?> isComplete(String code) {
    Completeness completeness = java.analysis().analyzeCompletion(code).completeness();
    String status =
        completeness == Completeness.UNKNOWN
            ? "invalid"
            : Repl.isComplete(java, code) ? "complete" : "incomplete";
    return Map.of("status", status, "indent", "  ");
  }

  /** Jupyter counts characters, Java counts chars. */
  private static int cursor(Message request) {
    String code = request.text("code");
    int characters =
        request.content().get("cursor_pos") instanceof BigDecimal position
            ? Math.min(position.intValue(), code.codePointCount(0, code.length()))
            : 0;
    return code.offsetByCodePoints(0, characters);
  }

  private static BigDecimal number(int value) {
    return BigDecimal.valueOf(value);
  }
}
