package monoloop.inspect;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import monoloop.Async;
import monoloop.LoopDump;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops of another JVM, which was not prepared for it. */
@Tag("engines")
@Timeout(60)
class RemoteLoopsTest {
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (Process p : started) {
      p.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** The program that the other JVM runs. */
  static final class Sleeper {
    private Sleeper() {}

    public static void main(String[] args) {
      Async.run(
          async(
              co -> {
                co.spawn("far away", sleep(ofSeconds(100)));
                co.loop().callWhenIdle(() -> System.out.println("ready"));
                return co.await(sleep(ofSeconds(100)));
              }));
    }
  }

  /** A program that has never heard of loops. */
  static final class Stranger {
    private Stranger() {}

    public static void main(String[] args) throws IOException {
      System.out.println("ready");
      System.in.read();
    }
  }

  /** Starts a JVM and waits for its first line. */
  private Process start(String classPath, Class<?> main) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-cp", classPath, main.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    started.add(process);
    assertEquals("ready", process.inputReader().readLine());
    return process;
  }

  private static String message(long pid) {
    return assertThrows(IOException.class, () -> RemoteLoops.attach(pid).close()).getMessage();
  }

  @Test
  void the_tasks_of_another_jvm_are_seen_with_their_lines() throws Exception {
    Process other = start(System.getProperty("java.class.path"), Sleeper.class);

    try (RemoteLoops loops = RemoteLoops.attach(other.pid())) {
      List<LoopDump> dumps = loops.dump();

      assertEquals(1, dumps.size());
      String where = TaskTree.where(dumps.getFirst());
      assertTrue(where.contains("far away  sleep"), where);
      assertTrue(where.contains("(RemoteLoopsTest.java:"), where);
      assertTrue(
          RemoteLoops.list().stream()
              .anyMatch(p -> p.pid() == other.pid() && p.main().contains("Sleeper")));
    }
    assertTrue(other.isAlive());
  }

  @Test
  void a_jvm_that_ends_meanwhile_is_told_of() throws Exception {
    Process other = start(System.getProperty("java.class.path"), Sleeper.class);

    try (RemoteLoops loops = RemoteLoops.attach(other.pid())) {
      other.destroyForcibly().waitFor();
      String message = assertThrows(IOException.class, loops::dump).getMessage();

      String begin = "process " + other.pid() + " does not answer any more";
      assertTrue(message.startsWith(begin), message);
    }
  }

  @Test
  void a_jvm_without_the_library_is_told_of_and_not_listed() throws Exception {
    String tests =
        Path.of(Stranger.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    Process other = start(tests, Stranger.class);

    assertEquals(
        "process "
            + other.pid()
            + " has no monoloop, or an older one, on its class path, so it has no loops to show",
        message(other.pid()));
    assertTrue(RemoteLoops.list().stream().noneMatch(p -> p.pid() == other.pid()));
  }

  @Test
  void a_process_that_does_not_exist_is_told_of() throws Exception {
    Process other = start(System.getProperty("java.class.path"), Stranger.class);
    other.destroyForcibly().waitFor();

    assertEquals("no process " + other.pid() + " is running", message(other.pid()));
  }

  @Test
  void a_process_that_is_no_jvm_is_left_alone() throws Exception {
    Process other = new ProcessBuilder("sleep", "100").start();
    started.add(other);
    assertNotNull(other.info());

    String message = message(other.pid());

    assertTrue(message.startsWith("process " + other.pid() + " is no JVM but "), message);
    assertTrue(other.isAlive());
  }

  private static void signal(Process to, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", name, Long.toString(to.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  private static void stop(Process process) throws Exception {
    signal(process, "-STOP");
    Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    while (Files.exists(stat) && !Files.readString(stat).contains(") T")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_jvm_that_is_stopped_is_told_of_and_works_on_when_it_is_continued() throws Exception {
    Process other = start(System.getProperty("java.class.path"), Sleeper.class);
    stop(other);

    String message = message(other.pid());
    if (Files.exists(Path.of("/proc/self/stat"))) {
      assertEquals(
          "process %d is stopped and answers nothing. Continue it: kill -CONT %1$d"
              .formatted(other.pid()),
          message);
    }
    RemoteLoops.Process listed =
        RemoteLoops.list().stream().filter(p -> p.pid() == other.pid()).findFirst().orElseThrow();
    assertEquals(message, listed.problem());

    signal(other, "-CONT");
    try (RemoteLoops loops = RemoteLoops.attach(other.pid())) {
      assertEquals(1, loops.dump().size());
    }
  }

  @Test
  void a_jvm_that_stops_to_answer_is_given_up() throws Exception {
    Process other = start(System.getProperty("java.class.path"), Sleeper.class);
    RemoteLoops loops = RemoteLoops.attach(other.pid(), Duration.ofSeconds(20));
    stop(other);

    Duration patience = Duration.ofMillis(1).minusSeconds(20); // 1 ms in all
    String message =
        assertThrows(IOException.class, () -> loops.dump(patience)).getMessage();

    assertTrue(
        message.endsWith("has not answered within 1 ms: it is stopped, or too busy"), message);
    loops.close();
  }

  @Test
  void an_answer_that_comes_too_late_goes_to_who_cleans_up() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    CompletableFuture<String> left = new CompletableFuture<>();

    String message =
        assertThrows(
                IOException.class,
                () ->
                    Patience.within(
                        Duration.ofMillis(1),
                        42,
                        () -> {
                          late.await();
                          return "answer";
                        },
                        left::complete))
            .getMessage();
    late.countDown();

    assertEquals(
        "process 42 has not answered within 1 ms: it is stopped, or too busy", message);
    assertEquals("answer", left.get(20, TimeUnit.SECONDS));
  }

  @Test
  void this_jvm_can_be_asked_too() throws Exception {
    try (RemoteLoops loops = RemoteLoops.attach(ProcessHandle.current().pid())) {
      assertNotNull(loops.dump());
    }
  }
}
