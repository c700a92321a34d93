package monoloop.io;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import java.time.Duration;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Takes connections from a listening socket: as many at a time as the server has room for, and none
 * for a while after an error. Those that it does not take wait with the system.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
  /** How many are taken at most before others have their turn. */
  private static final int AT_ONCE = 16;

  /** What the acceptor takes connections for. */
  interface Guests {
    /** How many more there is room for. */
    int room();

    void arrived(Channel guest);

    void failed(Throwable cause, Duration pause);
  }

  private final Loop loop;
  private final Channel listening;
  private final Guests guests;
  private final Duration pause;
  private final ServerChannelRecvByteBufAllocator allocator =
      new ServerChannelRecvByteBufAllocator();

  /** When it goes on after an error; null if it goes on. */
  private @Nullable Disposable pausing;

  Acceptor(Loop loop, Channel listening, Guests guests, Duration pause) {
    this.loop = loop;
    this.listening = listening;
    this.guests = guests;
    this.pause = pause;
    listening.config().setRecvByteBufAllocator(allocator);
  }

  /**
   * Takes more, or not, as room is. On the thread of Netty: what a body of the thread engine tells
   * it comes later, and would undo what was told there meanwhile.
   */
  void adjust() {
    if (listening.isOpen()) {
      Sockets.onEventLoop(listening, this::adjustNow);
    }
  }

  private void adjustNow() {
    int room = pausing == null ? guests.room() : 0;
    if (room > 0) {
      allocator.maxMessagesPerRead(Math.min(room, AT_ONCE));
    }
    if (listening.config().isAutoRead() != room > 0) {
      listening.config().setAutoRead(room > 0);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object guest) {
    guests.arrived((Channel) guest);
    adjust();
  }

  /** Mostly: the process may open no more files. Asking again at once would fail at once. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failed(cause);
  }

  void failed(Throwable cause) {
    if (pausing == null && listening.isOpen()) {
      pausing =
          loop.callLater(
              pause,
              () -> {
                pausing = null;
                adjust();
              });
      adjust();
      guests.failed(cause, pause);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (pausing != null) {
      pausing.dispose();
    }
  }

  /** The server, for dumps of the loop, which find this handler by its name. */
  @Override
  public String toString() {
    return guests.toString();
  }
}
