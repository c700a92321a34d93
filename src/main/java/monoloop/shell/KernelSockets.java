package monoloop.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * The five sockets of a kernel. One thread reads and writes them all, as ZeroMQ wants it; others
 * queue what they send, and wake it.
 */
final class KernelSockets implements AutoCloseable {
  private final ZContext context = new ZContext();
  private final ZMQ.Socket shell;
  private final ZMQ.Socket control;
  private final ZMQ.Socket iopub;
  private final ZMQ.Socket stdin;
  private final ZMQ.Socket heartbeat;
  private final ZMQ.Socket wakes;
  private final ZMQ.Socket woken;
  private final @Nullable Mac mac;
  private final Queue<Sending> queue = new ConcurrentLinkedQueue<>();
  private volatile boolean closing;

  /** Where a message came from, or goes to. */
  enum Channel {
    SHELL,
    CONTROL,
    IOPUB,
    STDIN
  }

  private record Sending(Channel channel, Message message) {}

  /**
   * Binds them.
   *
   * @throws Problem if a port is in use
   */
  KernelSockets(Connection connection) throws JsonException, Problem {
    mac = connection.mac();
    try {
      shell = bind(SocketType.ROUTER, "shell", connection);
      control = bind(SocketType.ROUTER, "control", connection);
      iopub = bind(SocketType.PUB, "iopub", connection);
      heartbeat = bind(SocketType.REP, "hb", connection);
      stdin = bind(SocketType.ROUTER, "stdin", connection);
    } catch (Problem | JsonException e) {
      context.close();
      throw e;
    }
    woken = context.createSocket(SocketType.PULL);
    woken.bind("inproc://wake");
    wakes = context.createSocket(SocketType.PUSH);
    wakes.connect("inproc://wake");
  }

  private ZMQ.Socket bind(SocketType type, String name, Connection connection)
      throws JsonException, Problem {
    String address = connection.address(name);
    ZMQ.Socket socket = context.createSocket(type);
    socket.setLinger(1000);
    try {
      socket.bind(address);
      return socket;
    } catch (ZMQException e) {
      throw new Problem(
          e.getErrorCode() == ZError.EADDRINUSE
              ? "port " + connection.port(name) + " of " + connection.file()
                  + " is in use: another kernel runs with this file, or another program took the"
                  + " port. Restart the kernel from Jupyter"
              : "cannot listen on " + address + ": " + e.getMessage());
    }
  }

  /** Where a channel is, for a connection file that left the port open with a zero. */
  String endpoint(Channel channel) {
    return socket(channel).getLastEndpoint();
  }

  /** Sends from any thread. */
  void send(Channel channel, Message message) {
    queue.add(new Sending(channel, message));
    synchronized (wakes) {
      if (!closing) {
        wakes.send("", ZMQ.DONTWAIT);
      }
    }
  }

  /** Reads until {@link #stop}, and gives what comes to {@code receiver}, which must not wait. */
  void serve(BiConsumer<Channel, Message> receiver) {
    ZMQ.Poller poller = context.createPoller(5);
    List<ZMQ.Socket> sockets = List.of(shell, control, heartbeat, woken, stdin);
    sockets.forEach(socket -> poller.register(socket, ZMQ.Poller.POLLIN));
    while (!closing || !queue.isEmpty()) {
      poller.poll(closing ? 0 : -1);
      if (poller.pollin(2)) {
        heartbeat.send(heartbeat.recv());
      }
      if (poller.pollin(3)) {
        woken.recv();
      }
      if (poller.pollin(1)) {
        receive(control, Channel.CONTROL, receiver);
      }
      if (poller.pollin(0)) {
        receive(shell, Channel.SHELL, receiver);
      }
      if (poller.pollin(4)) {
        receive(stdin, Channel.STDIN, receiver);
      }
      for (Sending next; (next = queue.poll()) != null; ) {
        write(next);
      }
    }
  }

  private void receive(
      ZMQ.Socket socket, Channel channel, BiConsumer<Channel, Message> receiver) {
    List<byte[]> frames = new ArrayList<>();
    do {
      frames.add(socket.recv());
    } while (socket.hasReceiveMore());
    try {
      receiver.accept(channel, Message.of(frames, mac));
    } catch (JsonException e) {
      System.err.println("message dropped: " + e.getMessage());
    }
  }

  private void write(Sending sending) {
    ZMQ.Socket socket = socket(sending.channel());
    List<byte[]> frames = sending.message().frames(mac);
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
    }
  }

  private ZMQ.Socket socket(Channel channel) {
    return switch (channel) {
      case SHELL -> shell;
      case CONTROL -> control;
      case IOPUB -> iopub;
      case STDIN -> stdin;
    };
  }

  /** Lets {@link #serve} return once all is sent; any thread. */
  void stop() {
    synchronized (wakes) {
      closing = true;
      wakes.send("", ZMQ.DONTWAIT);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
