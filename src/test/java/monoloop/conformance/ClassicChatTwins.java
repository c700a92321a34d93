package monoloop.conformance;

import static monoloop.Async.sleep;

import java.util.LinkedHashMap;
import java.util.Map;
import monoloop.io.ByteStream;
import monoloop.io.StreamServer;
import reactor.core.publisher.Mono;

/** The twin of 266: a chat room. */
final class ClassicChatTwins extends AsyncTwins {
  private final Map<String, ByteStream> members = new LinkedHashMap<>();

  private void tellOthers(String me, String text) {
    members.forEach(
        (name, stream) -> {
          if (!name.equals(me)) {
            stream.write(text + "\n");
          }
        });
  }

  private Mono<StreamServer> startServer() {
    return StreamServer.start(
        "127.0.0.1",
        0,
        served(
            (co, stream) -> {
              String name = co.await(stream.readLine());
              members.put(name, stream);
              tellOthers(name, "* " + name + " joined");
              String line;
              while (!(line = co.await(stream.readLine())).isEmpty()) {
                tellOthers(name, name + ": " + line);
              }
              members.remove(name);
              tellOthers(name, "* " + name + " left");
              stream.close();
              return null;
            }));
  }

  /** Every line goes to all other members. */
  @Scenario("266_classic_chat_server")
  void chatServer() {
    String[][] said = {
      {"ann", "ann"}, {"bob", "bob"}, {"ann", "hi bob"}, {"cid", "cid"},
      {"bob", "hi ann"}, {"bob", ""}, {"ann", ""}, {"cid", ""}
    };
    run(
        co -> {
          StreamServer srv = co.await(startServer());
          Map<String, ByteStream> conn = new LinkedHashMap<>();
          for (String[] s : said) {
            if (!conn.containsKey(s[0])) {
              conn.put(s[0], co.await(ByteStream.connect("127.0.0.1", srv.port())));
            }
            conn.get(s[0]).write(s[1] + "\n");
            co.await(sleep(ms(50)));
          }
          for (String name : conn.keySet()) {
            ByteStream stream = conn.get(name);
            String line;
            while ((line = co.await(stream.readLine())) != null) {
              print("[" + name + " sees] " + line);
            }
            stream.close();
          }
          srv.stopAccepting();
          return null;
        });
  }
}
