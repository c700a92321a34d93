package monoloop.parallel;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import monoloop.Loop;
import reactor.netty.resources.LoopResources;

/** Loops for reactor-netty: the first one accepts, all of them serve. */
final class GroupResources implements LoopResources {
  private final LoopResources first;
  private final EventLoopGroup acceptor;
  private final EventLoopGroup all;

  GroupResources(List<Loop> loops) {
    first = loops.getFirst().resources();
    acceptor = loops.getFirst().eventLoop();
    all = new EventLoops(loops.stream().map(Loop::eventLoop).toList());
  }

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return all;
  }

  @Override
  public EventLoopGroup onClient(boolean useNative) {
    return all;
  }

  @Override
  public EventLoopGroup onServerSelect(boolean useNative) {
    return acceptor;
  }

  @Override
  public <C extends Channel> C onChannel(Class<C> wanted, EventLoopGroup group) {
    return first.onChannel(wanted, group); // all have the same transport
  }

  @Override
  public <C extends Channel> Class<? extends C> onChannelClass(
      Class<C> wanted, EventLoopGroup group) {
    return first.onChannelClass(wanted, group);
  }

  @Override
  public boolean daemon() {
    return true;
  }

  @Override
  public String toString() {
    return "GroupResources[" + all + "]";
  }
}
