package monoloop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import monoloop.internal.driver.OpenChannels;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;

/** Describes the channels of a loop; on its thread, or while it stands still. */
final class Channels {
  /** What the names of this library's handlers begin with; they tell whose channel it is. */
  private static final String OWN = "monoloop.";

  /** What reactor-netty says of the connection within what it says of a request. */
  private static final Pattern CONNECTION = Pattern.compile(", connection=\\w+\\{channel=\\[.*]}");

  private Channels() {}

  /** Those of {@code io}, and those that somebody waits for; servers first, then by addresses. */
  static List<ChannelDump> of(@Nullable EventLoop io, Waits waits) {
    Map<Channel, @Nullable Boolean> found =
        io == null ? new IdentityHashMap<>() : OpenChannels.of(io);
    for (Object owner : waits.owners()) {
      if (owner instanceof Channel channel && !found.containsKey(channel)) {
        found.put(channel, null);
      }
    }
    List<ChannelDump> dumps = new ArrayList<>();
    found.forEach(
        (channel, reading) -> {
          try {
            dumps.add(dump(channel, reading, waits));
          } catch (RuntimeException torn) {
            // somebody else's handler does not say what it is: without this channel, then
          }
        });
    dumps.sort(
        Comparator.comparing((ChannelDump d) -> !d.state().equals("listening"))
            .thenComparing(ChannelDump::type)
            .thenComparing(d -> String.valueOf(d.remote()))
            .thenComparing(d -> String.valueOf(d.local())));
    return dumps;
  }

  private static ChannelDump dump(Channel channel, @Nullable Boolean asked, Waits waits) {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    Object user = userOf(channel);
    return new ChannelDump(
        channel.getClass().getSimpleName(),
        text(channel.localAddress()),
        text(channel.remoteAddress()),
        state(channel),
        user instanceof ChannelHandler ? Boolean.valueOf(channel.config().isAutoRead()) : asked,
        pending == null ? 0 : pending.totalPendingWriteBytes(),
        user == null ? "" : CONNECTION.matcher(user.toString()).replaceFirst(""),
        waiting(channel, waits));
  }

  private static @Nullable String text(@Nullable Object address) {
    return address == null ? null : address.toString();
  }

  private static String state(Channel channel) {
    if (!channel.isOpen()) {
      return "closed";
    }
    if (channel instanceof ServerChannel && channel.isActive()) {
      return "listening";
    }
    if (!channel.isActive()) {
      return channel instanceof DatagramChannel || channel instanceof ServerChannel
          ? "open"
          : "connecting";
    }
    if (channel instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
      return "the peer has ended";
    }
    return channel instanceof DuplexChannel duplex && duplex.isOutputShutdown()
        ? "output ended"
        : "open";
  }

  /** A handler of this library, or what reactor-netty does with the channel; null if unknown. */
  private static @Nullable Object userOf(Channel channel) {
    for (Map.Entry<String, ChannelHandler> e : channel.pipeline()) {
      if (e.getKey().startsWith(OWN)) {
        return e.getValue();
      }
    }
    return ChannelOperations.get(channel);
  }

  private static List<Integer> waiting(Channel channel, Waits waits) {
    Set<Integer> numbers = new TreeSet<>(waits.forWhom(channel));
    ChannelPipeline pipeline = channel.pipeline();
    for (Map.Entry<String, ChannelHandler> e : pipeline) {
      numbers.addAll(waits.forWhom(e.getValue()));
    }
    return List.copyOf(numbers);
  }
}
