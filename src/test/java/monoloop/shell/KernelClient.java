package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static monoloop.shell.KernelSockets.Channel.CONTROL;
import static monoloop.shell.KernelSockets.Channel.IOPUB;
import static monoloop.shell.KernelSockets.Channel.SHELL;
import static monoloop.shell.KernelSockets.Channel.STDIN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Jupyter's side of the sockets, and the kernel on a thread beside. */
final class KernelClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 25_000;

  private final ZContext context = new ZContext();
  private final ZMQ.Socket shell = context.createSocket(SocketType.DEALER);
  private final ZMQ.Socket control = context.createSocket(SocketType.DEALER);
  private final ZMQ.Socket stdin = context.createSocket(SocketType.DEALER);
  private final ZMQ.Socket iopub = context.createSocket(SocketType.SUB);
  private final KernelSockets sockets;
  private final CompletableFuture<Void> kernel;
  private final @Nullable Mac mac;
  private final List<Message> published = new ArrayList<>();

  private KernelClient(Connection connection) throws Exception {
    mac = connection.mac();
    sockets = new KernelSockets(connection);
    iopub.subscribe("");
    for (ZMQ.Socket socket : List.of(shell, control, iopub, stdin)) {
      socket.setIdentity("client".getBytes(UTF_8)); // by which the kernel asks the one who runs
      socket.setReceiveTimeOut(PATIENCE_MILLIS);
      socket.setLinger(0);
    }
    shell.connect(sockets.endpoint(SHELL));
    control.connect(sockets.endpoint(CONTROL));
    iopub.connect(sockets.endpoint(IOPUB));
    stdin.connect(sockets.endpoint(STDIN));
    Kernel running = new Kernel(sockets);
    kernel =
        CompletableFuture.runAsync(
            running::run, task -> Thread.ofPlatform().daemon().start(task));
  }

  /** Starts both, and waits until what the kernel publishes arrives. */
  static KernelClient start(Connection connection) throws Exception {
    KernelClient client = new KernelClient(connection);
    client.iopub.setReceiveTimeOut(200);
    do {
      client.ask("kernel_info_request", Map.of());
    } while (client.published.isEmpty());
    client.iopub.setReceiveTimeOut(PATIENCE_MILLIS);
    return client;
  }

  /** Runs a cell, and forgets what was published before. */
  Map<?, ?> execute(String code) throws Exception {
    published.clear();
    return ask("execute_request", Map.of("code", code));
  }

  Map<?, ?> ask(String type, Map<?, ?> content) throws Exception {
    String id = send(type, content);
    Map<?, ?> reply = reply(id);
    Message next;
    do {
      next = receiveOrNull(iopub);
      if (next != null) {
        published.add(next);
      }
    } while (next != null && !(isOf(next, id) && next.text("execution_state").equals("idle")));
    published.removeIf(m -> !isOf(m, id));
    return reply;
  }

  String send(String type, Map<?, ?> content) {
    return send(shell, type, content);
  }

  Map<?, ?> reply(String id) throws Exception {
    Message reply;
    do {
      reply = receive(shell);
    } while (!isOf(reply, id));
    return reply.content();
  }

  void interrupt() throws Exception {
    send(control, "interrupt_request", Map.of());
    receive(control);
  }

  /** Waits until a cell asks for a line, and types one. */
  void type(String line) throws Exception {
    awaitQuestion();
    send(stdin, "input_reply", Map.of("value", line));
  }

  /** Waits until a cell asks for a line, and returns what it asks. */
  String awaitQuestion() throws Exception {
    Message question = receive(stdin);
    assertEquals("input_request", question.type());
    return question.text("prompt");
  }

  void awaitPublished(String type) throws Exception {
    while (!receive(iopub).type().equals(type)) {
      // others come before
    }
  }

  List<Message> published(String type) {
    return published.stream().filter(m -> m.type().equals(type)).toList();
  }

  /** What a cell published, which may be still to come. */
  Map<?, ?> published(String type, String id) throws Exception {
    Message next;
    do {
      next = receive(iopub);
    } while (!next.type().equals(type) || !isOf(next, id));
    return (Map<?, ?>) next.content().get("data");
  }

  /** The last of them. */
  Map<?, ?> data(String type) {
    return (Map<?, ?>) published(type).getLast().content().get("data");
  }

  String printed() {
    return streamed("stdout");
  }

  String errors() {
    return streamed("stderr");
  }

  private String streamed(String name) {
    return published("stream").stream()
        .filter(m -> m.text("name").equals(name))
        .map(m -> m.text("text"))
        .collect(Collectors.joining());
  }

  private String send(ZMQ.Socket socket, String type, Map<?, ?> content) {
    String id = UUID.randomUUID().toString();
    Map<?, ?> header =
        Map.of("msg_id", id, "msg_type", type, "session", "test", "version", BigDecimal.valueOf(5));
    List<byte[]> frames = new Message(List.of(), header, Map.of(), content).frames(mac);
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
    }
    return id;
  }

  private Message receive(ZMQ.Socket socket) throws Exception {
    Message message = receiveOrNull(socket);
    if (message == null) {
      throw new AssertionError("no message came");
    }
    return message;
  }

  private @Nullable Message receiveOrNull(ZMQ.Socket socket) throws Exception {
    List<byte[]> frames = new ArrayList<>();
    do {
      byte[] frame = socket.recv();
      if (frame == null) {
        return null;
      }
      frames.add(frame);
    } while (socket.hasReceiveMore());
    return Message.of(frames, mac);
  }

  private static boolean isOf(Message message, String id) {
    return id.equals(message.parent().get("msg_id"));
  }

  @Override
  public void close() {
    send(control, "shutdown_request", Map.of("restart", false));
    kernel.join();
    sockets.close();
    context.close();
  }
}
