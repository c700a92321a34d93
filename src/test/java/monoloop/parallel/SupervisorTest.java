package monoloop.parallel;

import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Task;
import monoloop.process.CannotStartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Real worker processes, which fall, are restarted and are stopped. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SupervisorTest {
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

  private final List<WorkerEvent> events = new ArrayList<>();

  private Supervisor shell(String script) {
    return Supervisor.of(List.of("/bin/sh", "-c", script)).onEvent(events::add);
  }

  private static Mono<String> get(int port, String path) {
    return Mono.defer(
        () ->
            HttpClient.create(reactor.netty.resources.ConnectionProvider.newConnection())
                .runOn(monoloop.Loop.current().resources())
                .get()
                .uri("http://127.0.0.1:" + port + path)
                .responseContent()
                .aggregate()
                .asString());
  }

  /** Asks until all of {@code count} workers have answered: number to process id. */
  private static Map<String, String> workers(Co co, int port, int count) throws Exception {
    Map<String, String> found = new TreeMap<>();
    while (found.size() < count) {
      try {
        String[] words = co.await(get(port, "/who")).split(" ");
        found.put(words[0], words[1]);
      } catch (IOException e) {
        co.await(sleep(Duration.ofMillis(20))); // none of them listens yet, or one has fallen
      }
    }
    return found;
  }

  private static int freePort() throws IOException {
    try (SharedPort port = SharedPort.keep(0)) {
      return port.port();
    }
  }

  @Test
  void workers_share_a_port_and_one_that_falls_is_restarted_until_all_are_stopped()
      throws IOException {
    int port = freePort();
    Supervisor supervisor =
        Supervisor.of(SampleWorker.class, NATIVE, "-XX:TieredStopAtLevel=1")
            .workers(2)
            .port(port)
            .backOff(Duration.ofMillis(1), Duration.ofMillis(10))
            .onEvent(events::add);

    Async.run(
        co -> {
          Task<Void> running = co.spawn(supervisor.run());
          Map<String, String> before = workers(co, port, 2);
          assertThrows(Exception.class, () -> co.await(get(port, "/fall")));
          Map<String, String> after = before;
          while (after.values().containsAll(before.values())) {
            after = workers(co, port, 2);
          }
          running.cancel("enough");
          assertThrows(CancelledError.class, () -> co.await(running));
          return null;
        });

    List<WorkerEvent.Ended> ended =
        events.stream()
            .filter(WorkerEvent.Ended.class::isInstance)
            .map(WorkerEvent.Ended.class::cast)
            .toList();
    assertEquals(3, events.stream().filter(WorkerEvent.Started.class::isInstance).count());
    assertEquals(List.of(3, 143, 143), ended.stream().map(WorkerEvent.Ended::exitCode).toList());
    assertTrue(
        ended.stream().noneMatch(e -> ProcessHandle.of(e.pid()).isPresent()), ended.toString());
    assertEquals("Supervisor[2 workers, port " + port + ", java ... " + SampleWorker.class.getName()
        + "]", supervisor.toString());
  }

  @Test
  void one_that_falls_again_and_again_ends_all_of_them() {
    Supervisor supervisor =
        shell("test $MONOLOOP_WORKER = 1 || exec sleep 1000; exit 7")
            .workers(2)
            .backOff(Duration.ofMillis(1), Duration.ofMinutes(1))
            .restarts(3, Duration.ofMinutes(1));

    WorkerFailedException e =
        assertThrows(WorkerFailedException.class, () -> Async.run(supervisor.run()));

    assertEquals(
        "worker 1 ended with exit code 7 after 3 restarts within 60000 ms, so all workers were"
            + " stopped",
        e.getMessage());
    assertEquals(1, e.worker());
    assertEquals(7, e.exitCode());
    assertEquals(
        List.of(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(4)),
        events.stream()
            .filter(WorkerEvent.Restarting.class::isInstance)
            .map(r -> ((WorkerEvent.Restarting) r).delay())
            .toList());
    assertEquals(1, events.stream().filter(WorkerEvent.GaveUp.class::isInstance).count());
    WorkerEvent.Ended last = (WorkerEvent.Ended) events.getLast();
    assertEquals(0, last.worker());
    assertEquals(143, last.exitCode());
  }

  @Test
  void workers_that_end_well_are_done() {
    Async.run(shell("exit 0").workers(3).run());

    assertEquals(6, events.size(), events.toString());
    assertFalse(events.stream().anyMatch(WorkerEvent.Restarting.class::isInstance));
  }

  @Test
  void one_that_does_not_listen_to_sigterm_is_killed(@TempDir Path directory) {
    Path deaf = directory.resolve("deaf");
    Supervisor supervisor =
        shell("trap '' TERM; touch " + deaf + "; while true; do sleep 0.01; done")
            .workers(1)
            .grace(Duration.ofMillis(200));

    Async.run(
        co -> {
          Task<Void> running = co.spawn(supervisor.run());
          while (!Files.exists(deaf)) {
            co.await(sleep(Duration.ofMillis(5)));
          }
          running.cancel();
          assertThrows(CancelledError.class, () -> co.await(running));
          return null;
        });

    assertEquals(137, ((WorkerEvent.Ended) events.getLast()).exitCode());
  }

  @Test
  void a_listener_that_fails_leaves_no_worker() {
    Supervisor supervisor =
        shell("exec sleep 1000")
            .workers(2)
            .onEvent(
                event -> {
                  events.add(event);
                  if (event instanceof WorkerEvent.Started && event.worker() == 1) {
                    throw new IllegalStateException("enough");
                  }
                });

    assertThrows(IllegalStateException.class, () -> Async.run(supervisor.run()));

    assertEquals(
        events.stream().filter(WorkerEvent.Started.class::isInstance).count(),
        events.stream().filter(WorkerEvent.Ended.class::isInstance).count(),
        events.toString());
  }

  @Test
  void times_may_be_for_ever() {
    Duration forEver = ChronoUnit.FOREVER.getDuration();
    Supervisor supervisor =
        shell("exit 7")
            .workers(1)
            .backOff(Duration.ZERO, forEver)
            .restarts(2, forEver)
            .grace(forEver);

    WorkerFailedException e =
        assertThrows(WorkerFailedException.class, () -> Async.run(supervisor.run()));

    assertEquals(7, e.exitCode());
  }

  @Test
  void a_program_that_is_not_there_is_no_reason_to_try_again() {
    Supervisor supervisor = Supervisor.of(List.of("no-such-program-here")).onEvent(events::add);

    assertThrows(CannotStartException.class, () -> Async.run(supervisor.run()));

    assertEquals(List.of(), events);
  }

  @Test
  void a_port_that_others_have_starts_no_worker() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Supervisor supervisor = shell("exit 0").workers(2).port(taken.getLocalPort());

      IOException e = assertThrows(IOException.class, () -> Async.run(supervisor.run()));
      assertTrue(e.getMessage().contains("port " + taken.getLocalPort()), e.getMessage());
    }

    assertEquals(List.of(), events);
  }

  @Test
  void this_process_is_no_worker() {
    assertFalse(Worker.isWorker());
    assertEquals(
        "this process is no worker: the environment has no MONOLOOP_WORKER. Start it with a"
            + " Supervisor",
        assertThrows(IllegalStateException.class, Worker::current).getMessage());
  }

  @Test
  void settings_are_checked() {
    Supervisor any = Supervisor.of(List.of("any"));

    assertEquals("workers must be >= 1, was 0", refused(() -> any.workers(0)));
    assertEquals("port must be from 0 to 65535, was -1", refused(() -> any.port(-1)));
    assertEquals("restarts must be >= 0, was -1", refused(() -> any.restarts(-1, Duration.ZERO)));
    assertEquals(
        "backOff needs 0 <= first <= most, was PT2S and PT1S",
        refused(() -> any.backOff(Duration.ofSeconds(2), Duration.ofSeconds(1))));
    assertEquals(
        "a worker needs at least the name of a program",
        refused(() -> Supervisor.of(List.of())));
  }

  private static String refused(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }
}
