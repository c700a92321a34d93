package monoloop.file;

import static monoloop.file.FileEvent.Kind.CHANGED;
import static monoloop.file.FileEvent.Kind.CREATED;
import static monoloop.file.FileEvent.Kind.DELETED;
import static monoloop.file.FileEvent.Kind.OVERFLOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system's events, on the loop. */
class DirectoryWatchTest {
  @TempDir Path dir;

  private FileEvent event(FileEvent.Kind kind, String name) {
    return new FileEvent(kind, dir.resolve(name));
  }

  @Test
  void what_happens_is_told_in_order() {
    Async.run(
        co -> {
          DirectoryWatch watch = co.await(DirectoryWatch.open(dir));
          Files.createFile(dir.resolve("a"));
          assertEquals(event(CREATED, "a"), co.await(watch.next()));
          Files.writeString(dir.resolve("a"), "x");
          assertEquals(event(CHANGED, "a"), co.await(watch.next()));
          Files.move(dir.resolve("a"), dir.resolve("b"));
          FileEvent next = co.await(watch.next());
          while (next.kind() == CHANGED) { // the system may tell of one change twice
            next = co.await(watch.next());
          }
          assertEquals(event(DELETED, "a"), next);
          assertEquals(event(CREATED, "b"), co.await(watch.next()));
          co.await(watch.close());
          co.await(watch.close());
          assertNull(co.await(watch.next()));
          assertTrue(watch.toString().startsWith("DirectoryWatch[closed, "));
          return null;
        });
  }

  @Test
  void two_watch_the_same_directory_and_one_goes() {
    Async.run(
        co -> {
          DirectoryWatch first = co.await(DirectoryWatch.open(dir));
          DirectoryWatch second = co.await(DirectoryWatch.open(dir));
          Files.createFile(dir.resolve("a"));
          assertEquals(event(CREATED, "a"), co.await(first.next()));
          assertEquals(event(CREATED, "a"), co.await(second.next()));
          co.await(first.close());
          Files.delete(dir.resolve("a"));
          assertEquals(event(DELETED, "a"), co.await(second.next()));
          co.await(second.close());
          return null;
        });
  }

  @Test
  void a_flux_of_events_ends_when_the_directory_is_gone() throws IOException {
    Path sub = Files.createDirectory(dir.resolve("sub"));

    Async.run(
        co -> {
          DirectoryWatch watch = co.await(DirectoryWatch.open(sub));
          Task<List<FileEvent>> events = co.spawn(watch.events().collectList());
          Files.delete(sub);
          assertEquals(List.of(), co.await(events));
          assertTrue(watch.toString().startsWith("DirectoryWatch[gone, "));
          co.await(watch.close());
          return null;
        });
  }

  @Test
  void closing_wakes_who_waits() {
    Async.run(
        co -> {
          DirectoryWatch watch = co.await(DirectoryWatch.open(dir));
          Task<FileEvent> waiting = co.spawn(watch.next());
          co.await(Async.checkpoint());
          co.await(watch.close());
          assertNull(co.await(waiting));
          return null;
        });
  }

  @Test
  void a_cancelled_wait_loses_no_event() {
    Async.run(
        co -> {
          DirectoryWatch watch = co.await(DirectoryWatch.open(dir));
          Task<FileEvent> waiting = co.spawn(watch.next());
          co.await(Async.checkpoint());
          waiting.cancel();
          Files.createFile(dir.resolve("a"));
          assertEquals(event(CREATED, "a"), co.await(watch.next()));
          co.await(watch.close());
          return null;
        });
  }

  @Test
  void events_that_nobody_takes_become_an_overflow() {
    Async.run(
        co -> {
          DirectoryWatch watch = co.await(DirectoryWatch.open(dir));
          for (int i = 0; i < 3000; i++) {
            Files.createFile(dir.resolve("f" + i));
          }
          FileEvent event;
          do {
            event = co.await(watch.next());
          } while (event.kind() != OVERFLOW);
          assertEquals(dir, event.path());
          co.await(watch.close());
          return null;
        });
  }

  @Test
  void the_flux_watches_while_it_is_subscribed_to() {
    Async.run(
        co -> {
          try (AsyncIterator<FileEvent> events = Async.iterate(AsyncDirectories.watch(dir))) {
            Task<FileEvent> first = co.spawn(events.next());
            for (int i = 0; !first.isDone(); i++) { // it is not told when the watch begins
              Files.writeString(dir.resolve("f"), "" + i);
              co.await(Async.checkpoint());
            }
            assertEquals(dir.resolve("f"), co.await(first).path());
          }
          return null;
        });
  }

  @Test
  void what_is_not_there_cannot_be_watched() {
    assertThrows(
        NoSuchFileException.class,
        () -> Async.run(DirectoryWatch.open(dir.resolve("missing")).then()));
  }
}
