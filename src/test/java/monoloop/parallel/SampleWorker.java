package monoloop.parallel;

import java.util.concurrent.CountDownLatch;
import monoloop.Async;
import monoloop.http.Http;
import reactor.netty.http.server.HttpServer;

/** A worker process of {@link SupervisorTest}: tells who it is, falls when asked to. */
final class SampleWorker {
  private SampleWorker() {}

  public static void main(String[] args) throws InterruptedException {
    Worker worker = Worker.current();
    LoopGroup group = LoopGroup.create(1);
    Async.run(
        group.bind(
            HttpServer.create()
                .host("127.0.0.1")
                .port(worker.port())
                .route(
                    routes ->
                        routes
                            .get(
                                "/who",
                                Http.handler(
                                    (co, exchange) ->
                                        co.await(
                                            exchange.send(
                                                worker.number()
                                                    + " "
                                                    + ProcessHandle.current().pid()))))
                            .get(
                                "/fall",
                                Http.handler(
                                    (co, exchange) -> {
                                      Runtime.getRuntime().halt(3);
                                      return null;
                                    })))));
    new CountDownLatch(1).await();
  }
}
