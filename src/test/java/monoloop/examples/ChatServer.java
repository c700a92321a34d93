package monoloop.examples;

import static monoloop.Async.async;
import static monoloop.Async.race;

import java.util.LinkedHashMap;
import java.util.Map;
import monoloop.Co;
import monoloop.io.ByteStream;
import monoloop.io.StreamServer;
import monoloop.sync.AsyncQueue;
import reactor.core.publisher.Mono;

/** A room in which everybody reads what everybody writes. One loop, so no locks. */
final class ChatServer {
  private final Map<String, AsyncQueue<String>> members = new LinkedHashMap<>();

  Mono<StreamServer> start(String host, int port) {
    return StreamServer.start(host, port, (co, peer) -> talk(co, this, peer));
  }

  private static Void talk(Co co, ChatServer room, ByteStream peer) throws Exception {
    peer.write("Your name?\n");
    String name = co.await(peer.readLine());
    AsyncQueue<String> inbox = AsyncQueue.dropOldest(100);    // who reads slowly holds up nobody
    if (name == null || name.isBlank() || room.members.putIfAbsent(name, inbox) != null) {
      return null;                                            // closes the connection
    }
    room.tell(name, "* " + name + " joined");
    try {
      co.await(race(sending(inbox, peer), room.receiving(name, peer)));
    } finally {                                               // left, lost or shut down
      room.members.remove(name);
      room.tell(name, "* " + name + " left");
    }
    return null;
  }

  private Mono<Boolean> receiving(String name, ByteStream peer) {
    return async(co -> {
      for (String line; (line = co.await(peer.readLine())) != null; ) {
        tell(name, name + ": " + line);
      }
      return true;
    });
  }

  private static Mono<Boolean> sending(AsyncQueue<String> inbox, ByteStream peer) {
    return async(co -> {
      while (true) {
        peer.write(co.await(inbox.take()) + "\n");
        co.await(peer.drain());
      }
    });
  }

  private void tell(String from, String text) {
    members.forEach((name, inbox) -> {
      if (!name.equals(from)) {
        inbox.tryPut(text);
      }
    });
  }

  /** Listens on port 7001. */
  public static void main(String[] args) {
    System.exit(Serve.untilSignalled(new ChatServer().start("localhost", 7001)));
  }
}
