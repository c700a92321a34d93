package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel answers, as Jupyter would ask. */
@Tag("engines")
class KernelTest {
  @TempDir Path directory;

  @Test
  void a_cell_prints_gives_a_value_and_is_counted() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      Map<?, ?> reply = jupyter.execute("System.out.println(\"héllo\"); await(Mono.just(41)) + 1");

      assertEquals("ok", reply.get("status"));
      assertEquals(BigDecimal.ONE, reply.get("execution_count"));
      assertEquals("héllo\n", jupyter.printed());
      assertEquals("42", jupyter.data("execute_result").get("text/plain"));
      assertEquals(
          List.of("busy", "idle"),
          jupyter.published("status").stream().map(m -> m.text("execution_state")).toList());
    }
  }

  @Test
  void errors_are_named_and_show_the_line_of_the_cell() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      Map<?, ?> reply = jupyter.execute("int a = 1;\nObject o = List.of().getFirst();");

      assertEquals("NoSuchElementException", reply.get("ename"));
      assertEquals(
          List.of("NoSuchElementException", "    at `Object o = List.of().getFirst();`"),
          reply.get("traceback"));
      assertTrue(
          String.valueOf(jupyter.execute("int b = nobody;").get("evalue"))
              .startsWith("does not compile: cannot find symbol"));
    }
  }

  @Test
  void an_interrupt_cancels_the_cell_and_the_kernel_goes_on() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      String id = jupyter.send("execute_request", code("System.out.println(1); await(Mono.never())"));
      jupyter.awaitPublished("stream");
      jupyter.interrupt();

      assertEquals("CancelledError", jupyter.reply(id).get("ename"));
      assertEquals("ok", jupyter.execute("1").get("status"));
    }
  }

  @Test
  void cells_that_wait_behind_an_error_do_not_run() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      String first =
          jupyter.send(
              "execute_request", code("await(sleep(ofMillis(500))); throw new Exception()"));
      String second = jupyter.send("execute_request", code("1"));

      assertEquals("error", jupyter.reply(first).get("status"));
      assertEquals("aborted", jupyter.reply(second).get("status"));
    }
  }

  @Test
  void a_flux_and_a_view_are_tables_and_pictures() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      jupyter.execute("Flux.just(\"<a>\")");
      Map<?, ?> table = jupyter.data("execute_result");
      assertTrue(String.valueOf(table.get("text/html")).contains("<td>&lt;a&gt;</td>"));
      assertEquals("#  value\n1  <a>\n1 element, completed", table.get("text/plain"));

      jupyter.execute("monoloop.shell.View.of(\"dot\").withSvg(\"<svg/>\")");
      assertEquals(
          Map.of(
              "text/plain", "dot",
              "image/svg+xml", "<svg/>",
              "text/html",
                  "<img style=\"max-width: 100%\" src=\"data:image/svg+xml;base64,PHN2Zy8+\">"),
          jupyter.data("execute_result"));
    }
  }

  @Test
  void a_slow_flux_is_shown_while_it_runs() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      jupyter.execute("Flux.range(1, 4).delayElements(ofMillis(200))");

      assertEquals(1, jupyter.published("display_data").size());
      assertFalse(jupyter.published("update_display_data").isEmpty());
      assertTrue(
          String.valueOf(jupyter.data("update_display_data").get("text/plain"))
              .endsWith("4 elements, completed"));
    }
  }

  @Test
  void an_interrupt_ends_a_flux_that_is_being_shown() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      String id = jupyter.send("execute_request", code("Flux.just(1).concatWith(Flux.never())"));
      jupyter.awaitPublished("display_data");
      jupyter.interrupt();

      assertEquals("CancelledError", jupyter.reply(id).get("ename"));
      assertEquals("ok", jupyter.execute("1").get("status"));
    }
  }

  @Test
  void a_driven_generator_is_a_picture_and_a_table() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      Map<?, ?> reply =
          jupyter.execute(
              """
              var g = Drive.of(Generator.<Integer, String, Void>of(out -> {
                  String got = out.yield(1);
                  out.yield(got.length());
                  return null;
              }));
              g.next();
              g.send("abc");
              g""");

      assertEquals("ok", reply.get("status"), reply::toString);
      String text = String.valueOf(jupyter.data("execute_result").get("text/plain"));
      assertEquals(
          List.of(
              "call", "goes on at", "result", "waits at", "order",
              "next()", "start", "yields 1", "`String got = out.yield(1);`", "1-2",
              "send(\"abc\")", "`String got = out.yield(1);`", "yields 3",
              "`out.yield(got.length());`", "3-1-2"),
          text.lines()
              .filter(line -> !line.startsWith("─"))
              .flatMap(line -> Arrays.stream(line.split(" {2,}")))
              .toList());
      String svg = String.valueOf(jupyter.data("execute_result").get("image/svg+xml"));
      assertTrue(svg.contains("goes on at `String got = out.yield(1);`"), svg);
    }
  }

  @Test
  void a_cell_reads_what_is_typed() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      String id =
          jupyter.send(
              "execute_request",
              reading(
                  "var in = new Scanner(System.in); in.nextLine() + in.nextLine()"
                      + " + new BufferedReader(new InputStreamReader(System.in)).readLine()"));
      jupyter.type("é");
      jupyter.type("");
      jupyter.type("b");

      assertEquals("ok", jupyter.reply(id).get("status"));
      assertEquals("\"éb\"", jupyter.published("execute_result", id).get("text/plain"));
    }
  }

  @Test
  void who_cannot_type_is_told() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      Map<?, ?> reply = jupyter.execute("new Scanner(System.in).nextLine()");

      assertEquals("IllegalStateException", reply.get("ename"));
      assertTrue(String.valueOf(reply.get("evalue")).contains("nobody can type"), reply::toString);
    }
  }

  @Test
  void an_interrupt_ends_a_cell_that_waits_for_a_line() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      String id =
          jupyter.send(
              "execute_request",
              reading(
                  "System.out.print(\"first\\nname? \");"
                      + " await(co -> { return new Scanner(System.in).nextLine(); })"));
      assertTrue("first\nname? ".endsWith(jupyter.awaitQuestion()), "what was printed is asked");
      jupyter.interrupt();

      assertEquals("CancelledError", jupyter.reply(id).get("ename"));
      assertEquals("ok", jupyter.execute("1").get("status"));
    }
  }

  @Test
  void tasks_are_a_tree() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      jupyter.execute(
          "var t = spawn(\"parent\", co -> co.await(co.spawn(\"child\", Mono.never())));");
      jupyter.execute("await(sleep(ofMillis(1))); tasks()");
      String tree = String.valueOf(jupyter.data("execute_result").get("text/plain"));
      jupyter.execute("Loop.shared().submit(co -> t.cancel())");

      assertTrue(tree.contains("─ parent  "), tree);
      assertTrue(tree.contains("└─ child  "), tree);
    }
  }

  @Test
  void a_timeline_is_a_picture() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      Map<?, ?> reply =
          jupyter.execute(
              """
              Timeline t = await(co -> {
                  try (Recording r = Recording.of(co.loop())) {
                      co.await(co.spawn("napper", sleep(ofMillis(1))));
                      return r.timeline();
                  }
              });
              t""");

      assertEquals("ok", reply.get("status"), reply::toString);
      Map<?, ?> data = jupyter.data("execute_result");
      assertTrue(String.valueOf(data.get("image/svg+xml")).startsWith("<svg "), data::toString);
      assertTrue(String.valueOf(data.get("text/plain")).contains("napper"), data::toString);
    }
  }

  @Test
  void the_failure_of_a_task_is_shown_beside_its_cell_or_the_next() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      jupyter.execute("var t = spawn(\"bad\", co -> { throw new Exception(\"boom\"); });");
      String errors = jupyter.errors();
      jupyter.execute("await(sleep(ofMillis(10)))");
      errors += jupyter.errors();

      assertTrue(errors.contains("! Task \"bad\" failed: Exception: boom\n"), errors);
    }
  }

  @Test
  void names_are_completed_and_explained_and_ends_are_seen() throws Exception {
    try (KernelClient jupyter = KernelClient.start(connection(0))) {
      Map<?, ?> completed = jupyter.ask("complete_request", code("/* é */ slee", 12));
      assertEquals(List.of("sleep("), completed.get("matches"));
      assertEquals(BigDecimal.valueOf(8), completed.get("cursor_start"));

      Map<?, ?> inspected = jupyter.ask("inspect_request", code("sleep(", 6));
      assertTrue(String.valueOf(inspected.get("data")).contains("sleep(Duration delay)"));
      assertEquals("incomplete", jupyter.ask("is_complete_request", code("if (true) {")).get("status"));
      assertEquals("complete", jupyter.ask("is_complete_request", code("1 + 1")).get("status"));
      assertEquals("monoloop", jupyter.ask("kernel_info_request", Map.of()).get("implementation"));
    }
  }

  @Test
  void a_message_with_another_signature_is_dropped() throws Exception {
    Connection connection = connection(0);
    Message message = new Message(List.of(), Map.of("msg_type", "x"), Map.of(), Map.of());

    JsonException e =
        assertThrows(
            JsonException.class,
            () -> Message.of(message.frames(null), connection.mac()));
    assertTrue(String.valueOf(e.getMessage()).contains("signature"));
  }

  @Test
  void a_port_in_use_is_named() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Connection connection = connection(taken.getLocalPort());

      ByteArrayOutputStream err = new ByteArrayOutputStream();
      assertEquals(2, command(err, "kernel", "run", connection.file().toString()));
      assertTrue(
          err.toString(UTF_8)
              .startsWith("port " + taken.getLocalPort() + " of " + connection.file() + " is in use"));
    }
  }

  @Test
  void a_file_that_is_no_connection_file_says_what_it_lacks() throws Exception {
    Path file = Files.writeString(directory.resolve("c.json"), "{\"key\": \"\"}");
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    assertEquals(2, command(err, "kernel", "run", file.toString()));
    assertTrue(err.toString(UTF_8).contains("it has no \"transport\""), err.toString(UTF_8));
    assertEquals(2, command(err, "kernel"));
  }

  @Test
  void install_writes_how_to_start_it() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    assertEquals(0, command(err, "kernel", "install", "--dir", directory.toString()));

    Map<?, ?> json =
        (Map<?, ?>)
            JsonReader.read(Files.readString(directory.resolve("monoloop/kernel.json")));
    List<?> argv = (List<?>) json.get("argv");
    assertTrue(String.valueOf(argv.getFirst()).startsWith(System.getProperty("java.home")));
    assertEquals("{connection_file}", argv.getLast());
    assertEquals("message", json.get("interrupt_mode"));
    assertFalse(KernelSpec.isOnPath("jupyter", directory.toString()));

    assertEquals(0, command(err, "kernel", "install", "--prefix", directory.toString()));
    assertTrue(Files.exists(directory.resolve("share/jupyter/kernels/monoloop/kernel.json")));
    assertEquals(2, command(err, "kernel", "install", "--prefix", "a", "--dir", "b"));
    assertTrue(err.toString(UTF_8).contains("install takes one"), err.toString(UTF_8));
  }

  private static int command(ByteArrayOutputStream err, String... args) {
    PrintStream nothing = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    return Main.run(
        List.of(args),
        new Streams(InputStream.nullInputStream(), nothing, new PrintStream(err, true, UTF_8)));
  }

  private Connection connection(int shellPort) throws IOException, JsonException {
    Map<String, Object> json = new HashMap<>();
    for (String socket : List.of("shell", "control", "iopub", "stdin", "hb")) {
      json.put(socket + "_port", BigDecimal.valueOf(socket.equals("shell") ? shellPort : 0));
    }
    json.put("ip", InetAddress.getLoopbackAddress().getHostAddress());
    json.put("transport", "tcp");
    json.put("key", "secret");
    json.put("signature_scheme", "hmac-sha256");
    Path file = directory.resolve("connection.json");
    Files.writeString(file, JsonWriter.write(json));
    return Connection.read(file);
  }

  private static Map<String, Object> reading(String code) {
    Map<String, Object> content = code(code);
    content.put("allow_stdin", true);
    return content;
  }

  private static Map<String, Object> code(String code) {
    return code(code, code.length());
  }

  private static Map<String, Object> code(String code, int cursor) {
    Map<String, Object> content = new HashMap<>();
    content.put("code", code);
    content.put("cursor_pos", BigDecimal.valueOf(cursor));
    return content;
  }
}
