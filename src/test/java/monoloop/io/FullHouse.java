package monoloop.io;

import java.io.FileInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;

/**
 * A server in a process of its own that has no file descriptor left for a connection, until it has
 * reported so. {@link AcceptTest} runs it.
 */
final class FullHouse {
  private FullHouse() {}

  public static void main(String[] args) {
    Async.run(
        co -> {
          List<FileInputStream> full = new ArrayList<>();
          co.loop()
              .exceptionHandler(
                  (loop, message, error, source) -> {
                    System.out.println("reported " + error.getMessage());
                    for (FileInputStream f : full) {
                      close(f);
                    }
                  });
          StreamServer server =
              co.await(
                  StreamServer.on("127.0.0.1", 0)
                      .acceptPause(Duration.ofMillis(20))
                      .start(
                          (inner, stream) -> {
                            stream.write("echo " + inner.await(stream.readLine()) + "\n");
                            return null;
                          }));
          // a rehearsal: classes are loaded from files, too
          server.acceptFailed(new IOException("rehearsal"));
          ByteStream client = co.await(ByteStream.connect("127.0.0.1", server.port()));
          client.write("rehearsal\n");
          co.await(client.readLine());
          client.close();
          StreamServer other = co.await(StreamServer.start("127.0.0.1", 0, (c, stream) -> null));
          other.stopAccepting();
          co.await(other.awaitClosed());
          // or its descriptor comes back when all are taken, and somebody is let in
          co.await(client.awaitClosed());
          while (server.connections() > 0) {
            co.await(Async.checkpoint());
          }
          for (int taken = -1; taken < full.size(); ) {
            taken = full.size();
            takeAll(full);
            co.await(Async.checkpoint()); // NIO gives them back when it next selects
          }
          System.out.println(server.port());
          co.await(server.awaitClosed());
          return null;
        });
  }

  private static void takeAll(List<FileInputStream> full) {
    try {
      while (true) {
        full.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException noMore) {
      return;
    }
  }

  private static void close(FileInputStream file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
