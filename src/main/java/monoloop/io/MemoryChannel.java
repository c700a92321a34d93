package monoloop.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection that is nothing but memory: what one end flushes is copied for the other,
 * as much as fits, and read in a later callback of the loop.
 *
 * <p>Netty knows a local transport, too, but that one holds nobody back and cannot end one
 * direction alone.
 */
final class MemoryChannel extends AbstractChannel implements DuplexChannel {
  /** How much is between the ends in one direction, in bytes. */
  static final int CAPACITY = 64 << 10;

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private final Loop loop;
  private final ChannelConfig config = new DefaultChannelConfig(this);

  /** What has arrived and was not read. */
  private final Queue<ByteBuf> arrived = new ArrayDeque<>();

  private int arrivedBytes;
  private @Nullable MemoryChannel peer;
  private boolean open = true;
  private boolean readIsAsked;
  private boolean deliveryIsDue;
  private boolean outputShut;

  /** The peer sends nothing more. */
  private boolean ended;

  private boolean inputShut;

  /** The peer receives nothing any more. */
  private boolean broken;

  private MemoryChannel(Loop loop) {
    super(null);
    this.loop = loop;
    config.setAllocator(new UnpooledByteBufAllocator(false)); // what nobody reads is garbage
  }

  /** Makes both ends, which are connected but read nothing yet. */
  static MemoryChannel[] pair(Loop loop) {
    MemoryChannel left = new MemoryChannel(loop);
    MemoryChannel right = new MemoryChannel(loop);
    left.peer = right;
    right.peer = left;
    EventLoop eventLoop = loop.eventLoop();
    for (MemoryChannel end : new MemoryChannel[] {left, right}) {
      end.config.setAutoRead(false);
      eventLoop.register(end);
    }
    return new MemoryChannel[] {left, right};
  }

  private MemoryChannel peer() {
    return Objects.requireNonNull(peer);
  }

  // ---- writing

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf) {
      return message;
    }
    throw new UnsupportedOperationException(
        "memory carries bytes, not a " + message.getClass().getSimpleName());
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer pending) throws IOException {
    for (ByteBuf next; (next = (ByteBuf) pending.current()) != null; ) {
      if (broken) {
        throw new IOException("the other end of the pair was closed: nothing more is received");
      }
      int room = Math.min(CAPACITY - peer().arrivedBytes, next.readableBytes());
      if (room == 0 && next.isReadable()) {
        return; // until the peer has read
      }
      if (room > 0) {
        peer().receive(alloc().buffer(room).writeBytes(next, next.readerIndex(), room));
      }
      if (next.isReadable()) {
        pending.removeBytes(room);
      } else {
        pending.remove();
      }
    }
  }

  private void goOn() {
    if (open) {
      ((End) unsafe()).flushAgain();
    }
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    outputShut = true;
    peer().end();
    return promise.setSuccess();
  }

  // ---- reading

  private void receive(ByteBuf bytes) {
    arrived.add(bytes);
    arrivedBytes += bytes.readableBytes();
    deliverSoon();
  }

  private void end() {
    ended = true;
    deliverSoon();
  }

  @Override
  protected void doBeginRead() {
    readIsAsked = true;
    if (!arrived.isEmpty() || ended) {
      deliverSoon();
    }
  }

  private void deliverSoon() {
    if (!deliveryIsDue && readIsAsked && open && !loop.isClosed()) {
      deliveryIsDue = true;
      loop.callSoonThreadsafe(this::deliver); // the reader's step may not begin within the writer's
    }
  }

  private void deliver() {
    deliveryIsDue = false;
    if (!open || !readIsAsked) {
      return;
    }
    readIsAsked = false;
    do {
      ByteBuf bytes = arrived.poll();
      if (bytes == null) {
        break;
      }
      arrivedBytes -= bytes.readableBytes();
      pipeline().fireChannelRead(bytes);
    } while (open && config.isAutoRead());
    pipeline().fireChannelReadComplete();
    if (arrived.isEmpty() && ended && !inputShut && open) {
      inputShut = true;
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    if (open && config.isAutoRead()) {
      readIsAsked = true;
    }
    peer().goOn();
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    return promise.setFailure(
        new UnsupportedOperationException("only the other end can end what it sends"));
  }

  // ---- ending

  @Override
  protected void doClose() {
    open = false;
    for (ByteBuf bytes; (bytes = arrived.poll()) != null; ) {
      bytes.release();
    }
    outputShut = true;
    inputShut = true;
    MemoryChannel other = peer();
    other.broken = true;
    other.end();
    if (other.open && !loop.isClosed()) {
      loop.callSoonThreadsafe(other::goOn); // what it is sending fails
    }
  }

  /** Ends the connection as a peer does whose system has lost it. */
  void reset() {
    MemoryChannel other = peer();
    loop.callSoon(
        () -> {
          if (other.open) { // told before it sees the end that a close brings
            other.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
          }
          close();
        });
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    return close(promise);
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  // ---- what it is

  @Override
  public boolean isInputShutdown() {
    return inputShut;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShut;
  }

  @Override
  public boolean isShutdown() {
    return inputShut && outputShut;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open;
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  protected boolean isCompatible(EventLoop eventLoop) {
    return true;
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    return null;
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return null;
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException("memory has no address");
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new End();
  }

  private final class End extends AbstractUnsafe {
    void flushAgain() {
      flush0();
    }

    @Override
    public void connect(SocketAddress to, SocketAddress from, ChannelPromise promise) {
      promise.setFailure(new UnsupportedOperationException("memory has no address"));
    }
  }
}
