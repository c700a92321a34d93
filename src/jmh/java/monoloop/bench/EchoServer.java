package monoloop.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import monoloop.Async;
import monoloop.io.StreamServer;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/**
 * An echo server on one thread, for a load generator: {@code EchoServer raw|reactor|monoloop|copy
 * PORT}. Needs {@code --enable-native-access=ALL-UNNAMED} for epoll. Ends when it is killed.
 */
final class EchoServer {
  private EchoServer() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[1]);
    switch (args[0]) {
      case "raw" -> raw(port);
      case "reactor" ->
          TcpServer.create()
              .host("127.0.0.1")
              .port(port)
              .runOn(LoopResources.create("echo", 1, true))
              .handle((in, out) -> out.send(in.receive().retain(), buffer -> true))
              .bindNow();
      case "monoloop" -> buffers(port);
      case "copy" -> copies(port);
      default -> throw new IllegalArgumentException(args[0]);
    }
    Thread.currentThread().join();
  }

  private static void raw(int port) throws InterruptedException {
    new ServerBootstrap()
        .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
        .channel(EpollServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Echo());
              }
            })
        .bind("127.0.0.1", port)
        .sync();
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }

  private static void buffers(int port) {
    Async.run(
        co -> {
          StreamServer server =
              co.await(
                  StreamServer.start(
                      "127.0.0.1",
                      port,
                      (inner, stream) -> {
                        ByteBuf bytes;
                        while ((bytes = inner.await(stream.readBuffer(65_536))) != null) {
                          stream.write(bytes);
                          inner.await(stream.drain());
                        }
                        return null;
                      }));
          co.await(server.awaitClosed());
          return null;
        });
  }

  /** With arrays, as most programs would. */
  private static void copies(int port) {
    Async.run(
        co -> {
          StreamServer server =
              co.await(
                  StreamServer.start(
                      "127.0.0.1",
                      port,
                      (inner, stream) -> {
                        byte[] bytes;
                        while ((bytes = inner.await(stream.read(65_536))) != null) {
                          stream.write(bytes);
                          inner.await(stream.drain());
                        }
                        return null;
                      }));
          co.await(server.awaitClosed());
          return null;
        });
  }
}
