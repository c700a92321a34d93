package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.flux;
import static monoloop.Async.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.List;
import monoloop.test.Trail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A request's name as loggers keep it, in a thread-local, follows the tasks of the request. */
class ThreadLocalsTest {
  private static final String KEY = "request";
  private static final ThreadLocal<String> REQUEST = new ThreadLocal<>();

  private final Trail trail = new Trail();

  /** What connects a logger's diagnostic context with the Reactor context. */
  private static final class RequestAccessor implements ThreadLocalAccessor<String> {
    @Override
    public Object key() {
      return KEY;
    }

    @Override
    public String getValue() {
      return REQUEST.get();
    }

    @Override
    public void setValue(String value) {
      REQUEST.set(value);
    }

    @Override
    public void setValue() {
      REQUEST.remove();
    }
  }

  @BeforeEach
  void register() {
    ContextRegistry.getInstance().registerThreadLocalAccessor(new RequestAccessor());
  }

  @AfterEach
  void unregister() {
    ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
    REQUEST.remove();
  }

  private void log(String what) {
    trail.say("[" + REQUEST.get() + "] " + what);
  }

  private Mono<Void> handler(String name) {
    Mono<Void> handling =
        async(
            co -> {
              log("begins");
              co.await(checkpoint());
              log("ends");
              return null;
            });
    return handling.contextWrite(c -> c.put(KEY, name));
  }

  @Test
  void each_step_of_a_task_sees_the_values_of_its_context() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn(handler("a"));
          Task<Void> b = co.spawn(handler("b"));
          co.await(a);
          co.await(b);
          log("main");
          return null;
        });

    assertEquals(
        "[a] begins, [b] begins, [a] ends, [b] ends, [null] main", trail.toString());
  }

  @Test
  void what_a_body_sets_does_not_outlive_its_step() {
    Async.run(
        co -> {
          Coroutine<Void> writer =
              in -> {
                REQUEST.set("written");
                log("before the await");
                in.await(checkpoint());
                log("after it");
                return null;
              };
          co.await(co.spawn(writer));
          log("other task");
          return null;
        });

    assertEquals(
        "[written] before the await, [null] after it, [null] other task", trail.toString());
  }

  @Test
  void a_spawned_task_gets_a_copy() {
    Mono<Void> parent =
        async(
            co -> {
              Coroutine<Void> child =
                  in -> {
                    log("child");
                    return null;
                  };
              return co.await(co.spawn(child));
            });

    Async.run(parent.contextWrite(c -> c.put(KEY, "a")));

    assertEquals("[a] child", trail.toString());
  }

  @Test
  void run_and_submit_take_the_values_of_the_calling_thread() throws Exception {
    REQUEST.set("caller");
    Coroutine<String> body =
        co -> {
          co.await(checkpoint());
          return REQUEST.get();
        };

    assertEquals("caller", Async.run(body));
    assertEquals("caller", Loop.shared().submit(body).get());
    assertEquals("caller", REQUEST.get());
  }

  @Test
  void a_call_on_another_thread_sees_the_values_of_the_awaiting_task() {
    Mono<String> task = async(co -> co.await(toThread(REQUEST::get)));

    assertEquals("a", Async.run(task.contextWrite(c -> c.put(KEY, "a"))));
    assertNull(Async.run(task));
  }

  @Test
  void what_receives_from_an_async_generator_sees_the_values_of_its_subscriber() {
    List<String> seen =
        flux(
                (AsyncYielder<String, Void> co) -> {
                  co.yield("" + REQUEST.get());
                  co.await(checkpoint());
                  co.yield("" + REQUEST.get());
                  return null;
                })
            .map(inside -> inside + " " + REQUEST.get())
            .contextWrite(c -> c.put(KEY, "a"))
            .collectList()
            .block();

    assertEquals(List.of("a a", "a a"), seen);
  }

  @Test
  void a_two_way_generator_sees_the_values_of_who_asks() {
    AsyncGenerator<String, Object> g =
        AsyncGenerator.of(
            co -> {
              while (true) {
                co.yield("" + REQUEST.get());
              }
            });
    Mono<String> pull = async(co -> co.await(g.next()));

    Async.run(
        co -> {
          trail.say(co.await(pull.contextWrite(c -> c.put(KEY, "a"))));
          trail.say(co.await(pull.contextWrite(c -> c.put(KEY, "b"))));
          return null;
        });

    assertEquals("a, b", trail.toString());
  }
}
