package monoloop.io;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import monoloop.Deferred;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;

/** Makes Netty channels of a loop; each is opened, but not yet connected or bound. */
final class Sockets {
  private Sockets() {}

  /** Makes a channel of the loop's transport; {@code kind} is an interface of Netty. */
  static Channel open(Loop loop, Class<? extends Channel> kind, Map<ChannelOption<?>, ?> options) {
    Channel channel = made(loop, kind);
    // until somebody is there who takes what comes
    channel.config().setAutoRead(false);
    try {
      options.forEach((option, value) -> set(channel, option, value));
    } catch (RuntimeException e) {
      channel.unsafe().closeForcibly();
      throw e;
    }
    return channel;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // NIO's Unix sockets lack the interface asked for
  private static Channel made(Loop loop, Class kind) {
    return loop.resources().onChannel(kind, loop.eventLoop());
  }

  @SuppressWarnings("unchecked") // the setups take an option and a value of its type
  static <T> void set(Channel channel, ChannelOption<T> option, Object value) {
    if (!channel.config().setOption(option, (T) value)) {
      throw new IllegalArgumentException(
          option + " is no option of a " + channel.getClass().getSimpleName());
    }
  }

  /** Adds a channel to the loop, and then goes on with {@code next} on the loop's thread. */
  static void register(Loop loop, Channel channel, Deferred<?> failed, Runnable next) {
    EventLoop eventLoop;
    try {
      eventLoop = loop.eventLoop();
    } catch (IllegalStateException closedMeanwhile) {
      channel.unsafe().closeForcibly();
      throw closedMeanwhile;
    }
    eventLoop
        .register(channel)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                next.run();
              } else {
                channel.unsafe().closeForcibly();
                fail(failed, registered.cause());
              }
            });
  }

  static void fail(Deferred<?> deferred, Throwable cause) {
    if (!deferred.isDone()) {
      deferred.fail(cause);
    }
  }

  /** What Netty's own transports take for a Unix socket, where it is not the JDK's class. */
  static SocketAddress addressFor(Channel channel, SocketAddress address) {
    return address instanceof UnixDomainSocketAddress unix && !isNio(channel)
        ? new DomainSocketAddress(unix.getPath().toString())
        : address;
  }

  /** What users see of a Unix socket; an abstract name has no class of the JDK's. */
  static @Nullable SocketAddress seen(@Nullable SocketAddress address) {
    return address instanceof DomainSocketAddress unix && unix.path().indexOf('\0') < 0
        ? UnixDomainSocketAddress.of(unix.path())
        : address;
  }

  /**
   * Lets pass what can be bound.
   *
   * @throws UnknownHostException if it is a host without an address
   */
  static <T extends @Nullable SocketAddress> T resolved(T address) throws UnknownHostException {
    if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new UnknownHostException("no address was found for " + inet.getHostString());
    }
    return address;
  }

  static boolean isNio(Channel channel) {
    return channel instanceof io.netty.channel.nio.AbstractNioChannel;
  }

  /** Runs {@code action} on the thread of the channel: at once if this is it. */
  static void onEventLoop(Channel channel, Runnable action) {
    if (channel.eventLoop().inEventLoop()) {
      action.run();
    } else {
      channel.eventLoop().execute(action);
    }
  }

  /** Completes {@code deferred} when {@code future} does. */
  static void into(ChannelFuture future, Deferred<Boolean> deferred) {
    future.addListener(
        f -> {
          if (!f.isSuccess()) {
            fail(deferred, f.cause());
          } else if (!deferred.isDone()) {
            deferred.complete(true);
          }
        });
  }
}
