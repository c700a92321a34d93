package monoloop.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import monoloop.Loop;
import monoloop.Task;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that {@link ByteStream#readBuffer} handed to a task, for the report of those that are
 * never released. Only under {@code -Dmonoloop.debug=true}: it is a copy, because Netty gives its
 * pooled buffers a new life as soon as they are released, and it keeps a stack.
 *
 * <p>A task is done with a buffer that was released, written, or returned as its result.
 */
final class WatchedBuffer extends UnpooledHeapByteBuf {
  /** Changed by tests only. */
  static volatile boolean on = Boolean.getBoolean("monoloop.debug");

  /** What each task that goes on holds. Tasks of all loops: loops run side by side. */
  private static final Map<Task<?>, List<WatchedBuffer>> HELD = new WeakHashMap<>();

  private final Reader reader;
  private final int size;
  private boolean passedOn;

  /** Who reads, and where the read was asked for. */
  record Reader(Loop loop, Task<?> task, Throwable here) {
    /** The running task; null if none is running. */
    static @Nullable Reader current(Throwable here) {
      Task<?> task = Task.currentOrNull();
      return task == null ? null : new Reader(Loop.current(), task, here);
    }
  }

  private WatchedBuffer(Reader reader, byte[] bytes) {
    super(UnpooledByteBufAllocator.DEFAULT, bytes, bytes.length);
    this.reader = reader;
    size = bytes.length;
  }

  /** Hands {@code bytes} to {@code reader}. */
  static ByteBuf of(ByteBuf bytes, Reader reader) {
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.readBytes(copy);
    bytes.release();
    WatchedBuffer watched = new WatchedBuffer(reader, copy);
    synchronized (HELD) {
      List<WatchedBuffer> held = HELD.get(reader.task);
      if (held == null) {
        HELD.put(reader.task, held = new ArrayList<>());
        reader.task.addDoneCallback(task -> ended(task));
      }
      held.removeIf(WatchedBuffer::isSettled);
      held.add(watched);
    }
    return watched;
  }

  /** Somebody else releases it now. */
  static void passOn(@Nullable ByteBuf bytes) {
    while (bytes != null && !(bytes instanceof WatchedBuffer)) {
      bytes = bytes.unwrap();
    }
    if (bytes instanceof WatchedBuffer watched) {
      watched.passedOn = true;
    }
  }

  private boolean isSettled() {
    return passedOn || refCnt() == 0;
  }

  private static void ended(Task<?> task) {
    List<WatchedBuffer> held;
    synchronized (HELD) {
      held = HELD.remove(task);
    }
    if (held != null) {
      Object result = task.isFailed() || task.isCancelled() ? null : task.result();
      held.removeIf(b -> b.isSettled() || b == result);
      held.forEach(b -> b.report(task));
    }
  }

  private void report(Task<?> task) {
    String message =
        "Task \"" + task.name() + "\" ended without releasing a buffer of " + size + " bytes";
    IllegalStateException error =
        new IllegalStateException(
            message + " that it had read here. Release, write or return what readBuffer() gives");
    error.setStackTrace(reader.here.getStackTrace());
    reader.loop.report(message, error, task);
  }
}
