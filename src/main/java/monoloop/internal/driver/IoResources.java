package monoloop.internal.driver;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * One event loop for reactor-netty, as server and as client.
 *
 * <p>reactor-netty's own choice of channel classes probes for native transports, which loads native
 * code and prints a warning; so the choice is made here.
 */
final class IoResources implements LoopResources {
  private final EventLoop eventLoop;
  private final @Nullable Transport transport;

  /** Declared so that a driver links without loading reactor-netty. */
  static LoopResources of(EventLoop eventLoop) {
    return new IoResources(eventLoop);
  }

  private IoResources(EventLoop eventLoop) {
    this.eventLoop = eventLoop;
    this.transport = Transport.of(eventLoop);
  }

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return eventLoop;
  }

  @Override
  public EventLoopGroup onClient(boolean useNative) {
    return eventLoop;
  }

  @Override
  public EventLoopGroup onServerSelect(boolean useNative) {
    return eventLoop;
  }

  @Override
  public <C extends Channel> C onChannel(Class<C> wanted, EventLoopGroup group) {
    try {
      return onChannelClass(wanted, group).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(wanted.getSimpleName() + " could not be created", e);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // NIO domain channels lack the interface that is asked for
  public <C extends Channel> Class<? extends C> onChannelClass(
      Class<C> wanted, EventLoopGroup group) {
    if (transport == null) {
      return LoopResources.super.onChannelClass(wanted, group);
    }
    Class<?> found = transport.channelClass(wanted);
    if (found == null) {
      throw new IllegalArgumentException(
          "transport " + transport + " has no " + Objects.requireNonNull(wanted.getSimpleName()));
    }
    return (Class<? extends C>) found;
  }

  @Override
  public boolean daemon() {
    return true;
  }

  @Override
  public String toString() {
    return "IoResources[" + transport + "]";
  }
}
