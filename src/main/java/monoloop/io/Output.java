package monoloop.io;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.Objects;
import monoloop.Loop;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to the peer, and who waits for it. Netty keeps the buffers. Who awaits it
 * drains it.
 *
 * <pre>
 * open --> shut (nothing more is written) --> closing (flushing) --> gone
 *   '----------------------------------------------^------------------^
 * </pre>
 */
final class Output extends Operation<@Nullable Void> {
  private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(16 << 10, 64 << 10);

  private final Channel channel;
  private final ChannelHandlerContext context;
  private final Loop loop;
  private final WaitQueue<@Nullable Void> drainers;
  private final WaitQueue<@Nullable Void> closers;
  final Operation<@Nullable Void> closed = new Closed();
  boolean shut;
  boolean closing;
  boolean gone;

  /** Done when everything that was written is with the system; null until the output is shut. */
  private @Nullable ChannelFuture flushed;

  private @Nullable Throwable error;

  /** Whether something went to the system since the reader last waited: more of it can wait. */
  private boolean begun;

  /** Whether something was written that the system does not have yet. */
  private boolean unflushed;

  private boolean flushIsDue;

  /** How many actions of bodies of the thread engine, and those behind them, are still to come. */
  private int aside;

  /** How many writes are among them of which Netty does not know yet. */
  private int late;

  Output(Loop loop, Channel channel, ChannelHandlerContext context) {
    this.loop = loop;
    this.channel = channel;
    this.context = context;
    drainers = line("ByteStream.drain");
    closers = line("ByteStream.awaitClosed");
    channel.config().setWriteBufferWaterMark(MARKS);
  }

  private WaitQueue<@Nullable Void> line(String name) {
    return channel instanceof MemoryChannel
        ? new WaitQueue<>(name, context.handler())
        : WaitQueue.ofIo(name, context.handler());
  }

  /**
   * The first write goes to the system at once, so that an answer does not wait. What is written
   * after it goes in one piece when the task waits to read or drain, at the latest in the next
   * turn: many small writes cost one system call.
   */
  void write(Object message) {
    if (!channel.eventLoop().inEventLoop()) {
      // Netty makes it a task of the event loop
      context.writeAndFlush(message, channel.voidPromise());
      later(() -> {});
      return;
    }
    if (aside > 0) {
      late++;
      later(() -> writeLate(message));
      return;
    }
    if (!begun) {
      begun = true;
      context.writeAndFlush(message, channel.voidPromise());
      return;
    }
    context.write(message, channel.voidPromise());
    unflushed = true;
    if (!channel.isWritable()) {
      flush();
    } else if (!flushIsDue) {
      flushIsDue = true;
      loop.callSoon(this::flushLate);
    }
  }

  /** Nothing of the loop's own thread overtakes what bodies of the thread engine have begun. */
  private void later(Runnable action) {
    aside++;
    channel
        .eventLoop()
        .execute(
            () -> {
              aside--;
              action.run();
            });
  }

  private void writeLate(Object message) {
    late--;
    context.writeAndFlush(message, channel.voidPromise());
    writable();
  }

  /** Runs {@code action} behind everything that was written. */
  void inOrder(Runnable action) {
    if (aside == 0 && channel.eventLoop().inEventLoop()) {
      action.run();
    } else {
      later(action);
    }
  }

  private void flushLate() {
    flushIsDue = false;
    pause();
  }

  /** Nothing is written for now. */
  void pause() {
    begun = false;
    if (unflushed) {
      flush();
    }
  }

  private void flush() {
    unflushed = false;
    context.flush();
  }

  /** Sends something behind everything that was written, and tells when the system has it. */
  ChannelFuture send(Object message) {
    unflushed = false;
    ChannelPromise sent = channel.newPromise();
    inOrder(() -> context.writeAndFlush(message, sent));
    return sent;
  }

  /** Does something behind everything that was written. */
  private ChannelFuture flushed() {
    return send(Unpooled.EMPTY_BUFFER);
  }

  void shutdown(boolean encrypted) {
    if (encrypted) {
      throw new UnsupportedOperationException(
          "with TLS one direction cannot be ended alone. Close the stream, or mark the end of the"
              + " data in the data");
    }
    if (!(channel instanceof DuplexChannel duplex)) {
      throw new UnsupportedOperationException(
          "a " + channel.getClass().getSimpleName() + " cannot end one direction only. Close it");
    }
    if (!shut) {
      shut = true;
      flushed = flushed().addListener(f -> duplex.shutdownOutput());
    }
  }

  void close() {
    if (!closing) {
      closing = true;
      if (!shut) {
        shut = true;
        flushed = flushed();
      }
      Objects.requireNonNull(flushed).addListener(f -> channel.close());
    }
  }

  void abort() {
    closing = true;
    shut = true;
    // past the handlers: no farewell of TLS, nothing is flushed
    Sockets.onEventLoop(channel, () -> channel.unsafe().close(channel.newPromise()));
  }

  // ---- what happens to the connection

  void writable() {
    if (isWritable()) {
      drainers.wakeAll(null);
    }
  }

  void failed(Throwable cause) {
    if (error == null && !gone) {
      error = cause;
    }
  }

  void gone() {
    if (!gone) {
      gone = true;
      drainers.failAll(lost());
      if (error == null) {
        closers.wakeAll(null);
      } else {
        closers.failAll(lost());
      }
    }
  }

  private IOException lost() {
    return error instanceof IOException e
        ? e
        : new IOException("the connection is closed: nothing can be written to it any more", error);
  }

  // ---- to await that little enough is on its way

  @Override
  protected @Nullable Object attempt() throws IOException {
    if (gone || error != null) {
      throw lost();
    }
    pause();
    if (isWritable()) {
      return null;
    }
    Owned.check("ByteStream", loop);
    return MUST_WAIT;
  }

  private boolean isWritable() {
    return late == 0 && channel.isWritable();
  }

  @Override
  protected WaitQueue<@Nullable Void> queue() {
    return drainers;
  }

  private final class Closed extends Operation<@Nullable Void> {
    @Override
    protected @Nullable Object attempt() throws IOException {
      if (!gone) {
        return MUST_WAIT;
      }
      if (error != null) {
        throw lost();
      }
      return null;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return closers;
    }
  }
}
