package monoloop.internal.driver;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoRegistration;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the channels of an event loop, whoever opened them.
 *
 * <p>Netty knows them all, but hands them out for its old event loops only. Keeping a list of our
 * own would cost something for each connection, and know nothing of event loops that somebody else
 * drives; so they are looked up where Netty keeps them, when somebody asks. A version of Netty that
 * keeps them elsewhere yields none; {@code OpenChannelsTest} would tell.
 */
public final class OpenChannels {
  private OpenChannels() {}

  /**
   * Lists the channels of {@code eventLoop}; on its thread, or while it stands still.
   *
   * @return to each whether the system is asked for what comes; null if that is not known
   */
  public static Map<Channel, @Nullable Boolean> of(EventLoop eventLoop) {
    Map<Channel, @Nullable Boolean> channels = new IdentityHashMap<>();
    try {
      Object handler = field(eventLoop, "handler");
      if (handler == null) {
        handler = field(eventLoop, "ioHandler");
      }
      if (handler != null) {
        collect(handler, channels);
      }
    } catch (ReflectiveOperationException | RuntimeException changed) {
      // as far as it went
    }
    return channels;
  }

  private static void collect(Object handler, Map<Channel, @Nullable Boolean> channels)
      throws ReflectiveOperationException {
    if (call(handler, "registeredSet") instanceof Collection<?> keys) { // NIO
      for (Object o : List.copyOf(keys)) {
        if (o instanceof SelectionKey key && key.isValid()) {
          Channel channel = channelOf(key.attachment());
          int reading = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
          if (channel != null) {
            channels.put(channel, (key.interestOps() & reading) != 0);
          }
        }
      }
    } else if (call(handler, "registeredChannelsList") instanceof List<?> list) { // epoll, kqueue
      for (Object o : list) {
        channels.put((Channel) o, null);
      }
    } else if (field(handler, "registrations") instanceof Map<?, ?> registrations) { // io_uring
      for (Object o : new ArrayList<>(registrations.values())) {
        Channel channel = channelOf(o);
        if (channel != null) {
          channels.put(channel, null);
        }
      }
    }
  }

  private static @Nullable Channel channelOf(@Nullable Object registration)
      throws ReflectiveOperationException {
    return registration instanceof IoRegistration r
            && field(r, "handle") instanceof Channel.Unsafe u
        ? u.voidPromise().channel()
        : null;
  }

  private static @Nullable Object field(Object object, String name) throws IllegalAccessException {
    for (Class<?> c = object.getClass(); c != null; c = c.getSuperclass()) {
      for (Field f : c.getDeclaredFields()) {
        if (f.getName().equals(name) && opened(f)) {
          return f.get(object);
        }
      }
    }
    return null;
  }

  private static @Nullable Object call(Object object, String name)
      throws ReflectiveOperationException {
    for (Method m : object.getClass().getDeclaredMethods()) {
      if (m.getName().equals(name) && m.getParameterCount() == 0 && opened(m)) {
        return m.invoke(object);
      }
    }
    return null;
  }

  private static boolean opened(AccessibleObject member) {
    return member.trySetAccessible();
  }
}
