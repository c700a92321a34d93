package monoloop.file;

import java.io.IOException;
import java.nio.file.Path;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done as soon as it is made, whether or not anybody gets to wait for its end: a
 * {@code finally} block in a cancelled scope must not leave a file open.
 *
 * <p>Any number may wait for it, and all of them get its error; if nobody does that is reported.
 */
final class Cleanup extends Operation<@Nullable Void> {
  private final String name;
  private final WaitQueue<@Nullable Void> waiters;
  private boolean over;
  private @Nullable Exception error;

  private Cleanup(String name) {
    this.name = name;
    waiters = new WaitQueue<>(name);
  }

  static Cleanup begin(String name, Path path, FileQueue queue, FileWork.IoAction action) {
    FileWork.check(queue.loop);
    Cleanup cleanup = new Cleanup(name);
    queue.submit(
        new FileWork<@Nullable Void>(name, path, queue) {
          @Override
          @Nullable Void perform() {
            try {
              action.run();
            } catch (IOException e) {
              cleanup.error = named(e);
            } catch (RuntimeException e) {
              cleanup.error = e;
            }
            return null;
          }

          @Override
          void done(@Nullable Void nothing, boolean wanted) {
            cleanup.ended(path, queue);
          }
        });
    return cleanup;
  }

  private void ended(Path path, FileQueue queue) {
    over = true;
    if (error == null) {
      waiters.wakeAll(null);
    } else if (waiters.failAll(error) == 0) {
      queue.loop.report(name + " of " + path + " failed, and nobody waits for it", error, this);
    }
  }

  @Override
  protected @Nullable Object attempt() throws Exception {
    if (!over) {
      return MUST_WAIT;
    }
    if (error != null) {
      throw error;
    }
    return null;
  }

  @Override
  protected WaitQueue<@Nullable Void> queue() {
    return waiters;
  }
}
