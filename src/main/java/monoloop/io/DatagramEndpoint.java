package monoloop.io;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayDeque;
import java.util.Objects;
import monoloop.Async;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends and receives packets over UDP (asyncio: create_datagram_endpoint).
 *
 * <pre>
 * open --> closed
 * </pre>
 *
 * <p>What arrives waits in a queue until it is received; when the queue is full, the newest packet
 * is dropped and {@linkplain #dropped counted}, as the system would. A connected endpoint speaks
 * with one peer only, and hears when that one does not listen: receiving then fails with {@link
 * java.net.PortUnreachableException}, once for each such message, and goes on to work.
 *
 * <p>Packets without content are sent and received, too, with an exception on each side for a
 * connected endpoint: on epoll it does not receive them, as Netty leaves them out; on NIO it cannot
 * send them, as the JDK leaves them out, and {@link #send(byte[])} says so.
 *
 * <p>Belongs to the thread of the loop on which it was made.
 */
public final class DatagramEndpoint implements AutoCloseable {
  /** How many packets an endpoint keeps that was not told otherwise. */
  public static final int DEFAULT_QUEUE = 256;

  private static final int LARGEST = 65_535;

  private final Loop loop;
  private final DatagramChannel channel;
  private final PacketSocket.Empty empty;
  private final @Nullable InetSocketAddress peer;
  private final int capacity;

  /** Packets, and the errors that came between them. */
  private final ArrayDeque<Object> arrived = new ArrayDeque<>();

  private final Handler handler = new Handler();
  private final WaitQueue<@Nullable Datagram> receivers =
      WaitQueue.ofIo("DatagramEndpoint.receive", handler);
  private final WaitQueue<@Nullable Void> senders =
      WaitQueue.ofIo("DatagramEndpoint.drain", handler);
  private final Operation<@Nullable Datagram> receive = new Receive();
  private final Operation<@Nullable Void> drain = new Drain();
  private long dropped;
  private boolean closed;

  private DatagramEndpoint(
      Loop loop, PacketSocket socket, @Nullable InetSocketAddress peer, int capacity) {
    this.loop = loop;
    this.channel = socket.channel();
    this.empty = socket.empty();
    this.peer = peer;
    this.capacity = capacity;
  }

  /**
   * Binds an endpoint that speaks with anybody.
   *
   * @param host the own address, such as {@code "127.0.0.1"}; {@code "0.0.0.0"} for all
   * @param port zero for one that is free, see {@link #localAddress}
   * @return cold; each time another endpoint, on the loop that awaits. Fails with {@link
   *     java.net.BindException}, {@link java.net.UnknownHostException} or another {@link
   *     IOException}
   */
  public static Mono<DatagramEndpoint> bind(String host, int port) {
    return bind(
        new InetSocketAddress(Objects.requireNonNull(host, "host"), port), DEFAULT_QUEUE);
  }

  /**
   * As {@link #bind(String, int)}.
   *
   * @param local the own address
   * @param queue how many packets wait at most until they are received; at least 1
   * @return cold; as there
   * @throws IllegalArgumentException if {@code queue} is less than 1
   */
  public static Mono<DatagramEndpoint> bind(InetSocketAddress local, int queue) {
    Objects.requireNonNull(local, "local");
    ByteReader.atLeast(1, "queue", queue);
    return Async.async(
        co -> {
          Loop loop = co.loop();
          return co.await(open(loop, local, null, queue));
        });
  }

  /**
   * Makes an endpoint that speaks with one peer only.
   *
   * @param host of the peer: a name or an address; a name stands for its first address
   * @param port of the peer
   * @return cold; as for {@link #bind(String, int)}; fails with {@link
   *     java.net.UnknownHostException}, too. That nobody listens shows when something was sent
   * @throws IllegalArgumentException if {@code port} is not one
   */
  public static Mono<DatagramEndpoint> connect(String host, int port) {
    InetSocketAddress to =
        InetSocketAddress.createUnresolved(Objects.requireNonNull(host, "host"), port);
    return Async.async(
        co -> {
          Loop loop = co.loop();
          InetAddress address = co.await(ClientSetup.addressesOf(host, Resolver.dns())).getFirst();
          return co.await(
              open(loop, null, new InetSocketAddress(address, to.getPort()), DEFAULT_QUEUE));
        });
  }

  private static Mono<DatagramEndpoint> open(
      Loop loop,
      @Nullable InetSocketAddress local,
      @Nullable InetSocketAddress peer,
      int capacity) {
    return Async.async(
        co -> {
          Sockets.resolved(local);
          PacketSocket socket = PacketSocket.open(loop);
          DatagramChannel channel = socket.channel();
          // Netty's own choice cuts packets off at 2 KiB
          channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LARGEST));
          DatagramEndpoint made = new DatagramEndpoint(loop, socket, peer, capacity);
          channel.pipeline().addLast("monoloop.packets", made.handler);
          Deferred<Boolean> ready = new Deferred<>(loop);
          Sockets.register(
              loop,
              channel,
              ready,
              () ->
                  Sockets.into(
                      peer == null
                          ? channel.bind(Objects.requireNonNull(local))
                          : channel.connect(peer),
                      ready));
          try {
            co.await(ready);
          } catch (Throwable t) {
            channel.close();
            throw t;
          }
          channel.config().setAutoRead(true);
          return made;
        });
  }

  // ---- receiving

  /**
   * Takes the next packet, waiting if there is none. Waiting tasks are served first come, first
   * served; if cancelled, no packet was taken.
   *
   * @return cold; empty once the endpoint is closed and every packet has been taken; fails with
   *     {@link IOException} where the system has reported an error, such as {@link
   *     java.net.PortUnreachableException}
   */
  public Mono<Datagram> receive() {
    return receive;
  }

  /**
   * Returns the packets until the endpoint is closed, each taken when it is requested.
   *
   * @return cold; every subscriber takes packets of the one queue; fails as {@link #receive}
   */
  public Flux<Datagram> packets() {
    return ByteReader.each(receive);
  }

  /**
   * Returns how many packets were dropped because the queue was full.
   *
   * @return since the endpoint was made; the system drops on its own account
   */
  public long dropped() {
    return dropped;
  }

  // ---- sending

  /**
   * Sends a packet to the peer. Does not wait, and does not tell whether it arrives.
   *
   * @param bytes must not be changed before they have been sent; may be empty
   * @throws IllegalStateException if the endpoint is closed or not connected
   * @throws UnsupportedOperationException if {@code bytes} is empty and the loop is on NIO
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void send(byte[] bytes) {
    if (peer == null) {
      throw new IllegalStateException(
          this + " is not connected. Say to whom: send(bytes, peer)");
    }
    send(bytes, peer);
  }

  /**
   * Sends a packet. Does not wait, and does not tell whether it arrives.
   *
   * @param bytes must not be changed before they have been sent; may be empty
   * @param to whom; if connected, the one peer
   * @throws IllegalStateException if the endpoint is closed
   * @throws IllegalArgumentException if it is connected to somebody else, or {@code to} is a name
   *     without an address
   * @throws UnsupportedOperationException if it is connected, {@code bytes} is empty, and the loop
   *     is on NIO: there the JDK would silently send nothing
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void send(byte[] bytes, InetSocketAddress to) {
    Owned.check(this, loop);
    if (closed) {
      throw new IllegalStateException(this + " sends nothing any more");
    }
    if (peer != null && !peer.equals(to)) {
      throw new IllegalArgumentException(this + " is connected, and cannot send to " + to);
    }
    if (to.isUnresolved()) {
      throw new IllegalArgumentException(
          this + " cannot send to " + to + ": look up its address before");
    }
    if (bytes.length == 0) {
      if (peer != null && Sockets.isNio(channel)) {
        throw new UnsupportedOperationException(
            this
                + " is connected and on NIO, which sends no empty packets. Bind an endpoint and"
                + " say to whom: send(bytes, peer)");
      }
      try {
        empty.send(to);
      } catch (IOException | RuntimeException e) {
        failed(e);
      }
      return;
    }
    channel
        .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(bytes), to))
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                failed(sent.cause());
              }
            });
  }

  /**
   * Waits until little enough is on its way to the system.
   *
   * @return cold; completes empty; at once unless more than 64 KiB wait
   */
  public Mono<@Nullable Void> drain() {
    return drain;
  }

  // ---- the rest

  /**
   * Receives what is sent to a group, too.
   *
   * @param group a multicast address
   * @param on the interface to listen on
   * @return cold; completes empty; fails with {@link IOException} if the system refuses, such as an
   *     interface that is not there
   * @throws IllegalArgumentException if {@code group} is no multicast address
   */
  public Mono<@Nullable Void> join(InetAddress group, NetworkInterface on) {
    if (!group.isMulticastAddress()) {
      throw new IllegalArgumentException("group must be a multicast address, was " + group);
    }
    return Async.async(
        co -> {
          Owned.check(this, loop);
          Deferred<Boolean> joined = new Deferred<>(loop);
          Sockets.onEventLoop(
              channel,
              () -> {
                try {
                  Sockets.into(channel.joinGroup(group, on, null), joined);
                } catch (RuntimeException e) { // Netty throws it, and then nobody tells the future
                  Sockets.fail(joined, e);
                }
              });
          try {
            co.await(joined);
          } catch (RuntimeException e) {
            throw new IOException(this + " cannot join " + group + ": " + e.getMessage(), e);
          }
          return null;
        });
  }

  /**
   * Closes the endpoint; what has arrived can still be received. Does not wait. A second call does
   * nothing.
   *
   * <p>On epoll the port is free at once. On NIO the JDK keeps it until the loop next looks for
   * IO: until then binding it fails with {@link java.net.BindException}, and what is sent to it is
   * lost without the sender hearing that nobody listens.
   *
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  @Override
  public void close() {
    Owned.check(this, loop);
    if (!closed) {
      channel.close();
      gone();
    }
  }

  /**
   * Returns the own address.
   *
   * @return with the port that was chosen
   */
  public InetSocketAddress localAddress() {
    return channel.localAddress();
  }

  /**
   * Returns the one peer.
   *
   * @return null if it is not connected
   */
  public @Nullable InetSocketAddress remoteAddress() {
    return peer;
  }

  /** {@code DatagramEndpoint[open, /127.0.0.1:5353, 3 packets, 0 dropped]}. */
  @Override
  public String toString() {
    return "DatagramEndpoint["
        + (closed ? "closed" : "open")
        + ", "
        + (peer == null ? channel.localAddress() : "to " + peer)
        + ", "
        + arrived.size()
        + " packets, "
        + dropped
        + " dropped]";
  }

  // ---- what happens to the socket

  private void failed(Throwable cause) {
    IOException error = cause instanceof IOException e ? e : new IOException(cause);
    if (!closed && !receivers.fail(error)) {
      keep(error);
    }
  }

  private void keep(Object packetOrError) {
    if (arrived.size() < capacity) {
      arrived.add(packetOrError);
    } else {
      dropped++;
    }
  }

  private void gone() {
    if (!closed) {
      closed = true;
      receivers.wakeAll(null);
      senders.wakeAll(null);
    }
  }

  private final class Handler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      Datagram datagram;
      try {
        datagram = new Datagram(ByteBufUtil.getBytes(packet.content()), packet.sender());
      } finally {
        packet.release();
      }
      if (!closed && !receivers.wake(datagram)) {
        keep(datagram);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (channel.isWritable()) {
        senders.wakeAll(null);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failed(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      gone();
    }

    /** The endpoint, for dumps of the loop, which find this handler by its name. */
    @Override
    public String toString() {
      return DatagramEndpoint.this.toString();
    }
  }

  private final class Receive extends Operation<@Nullable Datagram> {
    @Override
    protected @Nullable Object attempt() throws IOException {
      Owned.check(DatagramEndpoint.this, loop);
      Object first = arrived.poll();
      if (first instanceof IOException e) {
        throw e;
      }
      return first != null ? first : closed ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Datagram> queue() {
      return receivers;
    }

    @Override
    protected void undelivered(@Nullable Datagram packet) {
      if (packet != null && (closed || !receivers.wake(packet))) {
        arrived.addFirst(packet);
      }
    }
  }

  private final class Drain extends Operation<@Nullable Void> {
    @Override
    protected @Nullable Object attempt() {
      Owned.check(DatagramEndpoint.this, loop);
      return closed || channel.isWritable() ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return senders;
    }
  }
}
