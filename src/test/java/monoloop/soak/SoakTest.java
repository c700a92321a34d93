package monoloop.soak;

import static monoloop.Async.async;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import monoloop.Async;
import monoloop.CoroutineWith;
import monoloop.Loop;
import monoloop.Task;
import monoloop.http.Http;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.util.Loggers;

/** Sockets, HTTP, children, files and datagrams at once, with cancels and closes anywhere. */
@Tag("soak")
@Timeout(value = 1, unit = TimeUnit.DAYS)
class SoakTest {
  /** Warns of each connection that is lost, which many are; held, or it would be forgotten. */
  private static final Logger NOISE = Logger.getLogger("reactor.netty");

  static {
    Counts.watchBuffers();
    Loggers.useJdkLoggers();
    NOISE.setLevel(Level.OFF);
  }

  private static final int AT_ONCE = 2;

  private final List<String> reported = new CopyOnWriteArrayList<>();
  private final AtomicLong rounds = new AtomicLong();

  @TempDir Path directory;

  @Test
  void random_traffic_leaves_nothing_behind() throws IOException {
    long seed = Long.getLong("soak.seed", System.nanoTime());
    double minutes = Double.parseDouble(System.getProperty("soak.minutes", "3"));
    System.out.println("soak: -Dsoak.seed=" + seed + " -Dsoak.minutes=" + minutes);
    Files.write(directory.resolve("big"), new byte[3_000_000]);

    soak(seed, Duration.ofSeconds(10)); // loads classes, fills pools
    Counts before = Counts.now();
    System.out.println("soak: before " + before);
    rounds.set(0);
    soak(seed + 1, Duration.ofMillis((long) (minutes * 60_000)));
    Counts after = Counts.now();
    for (int i = 0; i < 100 && !after.isLike(before); i++) {
      Async.run(Async.sleep(Duration.ofMillis(100)));
      after = Counts.now();
    }
    System.out.println("soak: after  " + after + ", " + rounds + " rounds");
    System.out.println("soak: new    " + after.newFiles(before));

    assertEquals(List.of(), reported, "reported with seed " + seed);
    String became =
        before + " became " + after + ", new " + after.newFiles(before) + " with seed " + seed;
    assertTrue(after.isLike(before), became);
  }

  private void soak(long seed, Duration time) {
    try (Loop loop = Loop.create()) {
      loop.exceptionHandler((l, message, error, source) -> reported.add(message + ": " + error));
      loop.run(
          async(
              co -> {
                Servers servers = co.await(Servers.start());
                Traffic traffic = new Traffic(servers, Http.client(), directory);
                long end = co.loop().time() + time.toNanos();
                co.await(
                    Async.<Void>taskGroup(
                        (c, group) -> {
                          int number = 0;
                          for (CoroutineWith<Random, ?> kind : traffic.kinds()) {
                            for (int i = 0; i < AT_ONCE; i++) {
                              group.spawn(again(kind, new Random(seed * 31 + number++), end));
                            }
                          }
                          return null;
                        }));
                co.await(servers.stop());
                for (int i = 0; i < 200 && Task.all().size() > 1; i++) {
                  co.await(Async.sleep(Duration.ofMillis(10)));
                }
                assertEquals(1, Task.all().size(), () -> "tasks: " + Task.all());
                return null;
              }));
    }
  }

  private Mono<Void> again(CoroutineWith<Random, ?> kind, Random random, long end) {
    return async(
        co -> {
          while (co.loop().time() < end) {
            Traffic.round(co, kind, random);
            rounds.incrementAndGet();
          }
          return null;
        });
  }
}
