package monoloop.io;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The servers that have a part in the connections of one that listens, which is the first of them.
 * Any thread lets one join or leave; the connections arrive on the loop that listens.
 */
final class Team implements Acceptor.Guests {
  private final StreamServer listener;
  private final List<StreamServer> servers = new CopyOnWriteArrayList<>();
  private int turn;

  Team(StreamServer listener) {
    this.listener = listener;
    servers.add(listener);
  }

  void join(StreamServer server) {
    servers.add(server);
    makeRoom();
  }

  void leave(StreamServer server) {
    servers.remove(server);
  }

  void makeRoom() {
    listener.makeRoom();
  }

  @Override
  public int room() {
    if (!listener.isAccepting()) {
      return 0;
    }
    long room = 0;
    for (StreamServer server : servers) {
      room += server.room();
    }
    return (int) Math.min(room, Integer.MAX_VALUE);
  }

  @Override
  public void arrived(Channel guest) {
    next().arrived(guest);
  }

  /** Whose turn it is of those that have room. */
  private StreamServer next() {
    for (int i = servers.size(); i > 0; i--) {
      StreamServer server = servers.get(Math.floorMod(turn++, servers.size()));
      if (server.room() > 0) {
        return server;
      }
    }
    return listener; // somebody has left meanwhile
  }

  @Override
  public void failed(Throwable cause, Duration pause) {
    listener.pauses(cause, pause);
  }

  @Override
  public String toString() {
    return listener.toString();
  }
}
