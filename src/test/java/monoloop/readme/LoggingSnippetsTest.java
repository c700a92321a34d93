package monoloop.readme;

import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.sleep;
import static monoloop.Async.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.context.ContextRegistry;
import java.util.List;
import monoloop.Async;
import monoloop.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

/** A logger's diagnostic context follows the tasks of a request. */
class LoggingSnippetsTest {
  private static final Logger log = (Logger) LoggerFactory.getLogger(LoggingSnippetsTest.class);

  private final ListAppender<ILoggingEvent> lines =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent line) {
          line.prepareForDeferredProcessing(); // the context of now, not of when it is looked at
          super.append(line);
        }
      };

  @BeforeEach
  void listen() {
    log.setAdditive(false);
    log.addAppender(lines);
    lines.start();
    bridge();
  }

  @AfterEach
  void forget() {
    log.detachAppender(lines);
    ContextRegistry.getInstance().removeThreadLocalAccessor("request");
    MDC.clear();
  }

  // @start region="mdc-bridge"
  /** Once, when the program starts. */
  static void bridge() {
    ContextRegistry.getInstance().registerThreadLocalAccessor(
        "request",                                        // the key in the Reactor context
        () -> MDC.get("request"),
        value -> MDC.put("request", value),
        () -> MDC.remove("request"));
  }
  // @end

  // @start region="mdc"
  static Mono<String> handle(String request) {
    Mono<String> work = async(co -> {
      log.info("begins");
      Task<Boolean> audit = co.spawn(c -> { log.info("audits"); return true; });
      co.await(sleep(ofMillis(2)));                       // others have their turn
      String page = co.await(toThread(() -> { log.info("reads"); return "page"; }));
      co.await(audit);
      log.info("ends");
      return page;
    });
    return work.contextWrite(c -> c.put("request", request));
  }
  // @end

  private List<String> linesOf(String request) {
    return lines.list.stream()
        .filter(e -> request.equals(e.getMDCPropertyMap().get("request")))
        .map(ILoggingEvent::getMessage)
        .toList();
  }

  @Test
  void every_line_of_a_request_carries_its_name() {
    Async.run(
        co -> {
          Task<String> a = co.spawn(handle("a"));
          Task<String> b = co.spawn(handle("b"));
          co.await(a);
          co.await(b);
          assertNull(MDC.get("request"));
          return null;
        });

    assertEquals(List.of("begins", "audits", "reads", "ends"), linesOf("a"));
    assertEquals(List.of("begins", "audits", "reads", "ends"), linesOf("b"));
    assertEquals(8, lines.list.size());
  }

  @Test
  void a_callback_of_the_loop_logs_for_the_request_too() {
    Async.run(
        co -> {
          Mono<Object> registering =
              async(
                  c -> {
                    c.loop().callSoon(() -> log.info("callback"));
                    return null;
                  });
          co.await(registering.contextWrite(c -> c.put("request", "a")));
          return co.await(sleep(ofMillis(1)));
        });

    assertEquals(List.of("callback"), linesOf("a"));
  }
}
