package monoloop.internal.driver;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How sockets are waited for. Looking one up loads no native code before {@link #choose} has found
 * that it may.
 */
enum Transport {
  NIO("io.netty.channel.nio.NioIoHandler"),
  EPOLL("io.netty.channel.epoll.EpollIoHandler"),
  KQUEUE("io.netty.channel.kqueue.KQueueIoHandler"),
  IO_URING("io.netty.channel.uring.IoUringIoHandler");

  /** Which one a loop of its own uses: nio, epoll, kqueue or io_uring. */
  private static final String PROPERTY = "monoloop.transport";

  private final String handler;

  Transport(String handler) {
    this.handler = handler;
  }

  /**
   * The one that was asked for; otherwise epoll if the JVM was started with native access for
   * Netty and has it, so that nothing is printed; otherwise NIO.
   */
  static Transport choose() {
    String wanted = System.getProperty(PROPERTY);
    if (wanted != null) {
      try {
        return valueOf(wanted.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            PROPERTY + " must be nio, epoll, kqueue or io_uring, was " + wanted, e);
      }
    }
    return Channel.class.getModule().isNativeAccessEnabled() && epollWorks() ? EPOLL : NIO;
  }

  private static boolean epollWorks() {
    try {
      return io.netty.channel.epoll.Epoll.isAvailable();
    } catch (LinkageError e) {
      return false; // not on the class path
    }
  }

  /** The one of an existing event loop; null if it is none of these. */
  static @Nullable Transport of(EventLoop eventLoop) {
    if (eventLoop instanceof IoEventLoop io) {
      if (io.isIoType(NioIoHandler.class)) {
        return NIO;
      }
      for (Transport t : values()) {
        if (t != NIO && t.isHandlerOf(io)) {
          return t;
        }
      }
    }
    return null;
  }

  private boolean isHandlerOf(IoEventLoop io) {
    try {
      return io.isIoType(
          Class.forName(handler, false, Transport.class.getClassLoader())
              .asSubclass(io.netty.channel.IoHandler.class));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Makes the part that waits. */
  IoHandlerFactory newFactory() {
    if (this == NIO) {
      return NioIoHandler.newFactory();
    }
    try {
      return (IoHandlerFactory) Class.forName(handler).getMethod("newFactory").invoke(null);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException(
          "transport " + name().toLowerCase(Locale.ROOT) + " is not available. Put its Netty jar "
              + "with the native library on the class path, or do not set " + PROPERTY,
          e);
    }
  }

  /**
   * The channel class for {@code wanted}, which is an interface such as {@code SocketChannel}; null
   * if this transport has none.
   */
  @Nullable Class<?> channelClass(Class<?> wanted) {
    String prefix = handler.substring(0, handler.length() - "IoHandler".length());
    String name = wanted.getSimpleName();
    if (this == NIO) {
      // Netty keeps the NIO channels in other packages than the handler
      prefix = "io.netty.channel.socket.nio.Nio";
    }
    try {
      return Class.forName(prefix + name);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
