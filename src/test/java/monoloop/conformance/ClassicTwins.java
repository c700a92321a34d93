package monoloop.conformance;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import monoloop.generator.Generator;
import monoloop.generator.StopIteration;

/** Twins of 260 to 264: the small programs that tutorials begin with. */
final class ClassicTwins extends Twins {

  /** A producer sends numbers, a consumer replies. */
  @Scenario("260_classic_producer_consumer_numbered_reply")
  void producerConsumerNumberedReply() {
    Generator<String, Integer, Void> consumer =
        gen(
            out -> {
              String r = "";
              while (true) {
                Integer item = out.yield(r);
                if (item == null || item == 0) {
                  return null;
                }
                print("[Consumer] consuming " + item);
                r = "200 ok " + item;
              }
            });
    produce(consumer);
  }

  private void produce(Generator<String, Integer, Void> c) {
    c.send(null);
    int n = 0;
    while (n < 5) {
      n += 1;
      print("[Producer] producing " + n);
      String s = c.send(n);
      print("[Producer] Consumer return " + s);
    }
    c.close();
  }

  /** Talk to a generator until 'e' ends it. */
  @Scenario("261_classic_got_generator")
  void gotGenerator() {
    try {
      got().send("too early");
    } catch (IllegalStateException e) {
      print(nameOf(e));
    }
    Generator<Object, Object, Void> g = got();
    print(g.send(null));
    print(g.send("hello"));
    print(g.send(123456));
    try {
      g.send("e");
    } catch (StopIteration e) {
      print("StopIteration", e.value());
    }
  }

  private Generator<Object, Object, Void> got() {
    return gen(
        out -> {
          Object value = 0;
          while (true) {
            Object receive = out.yield(value);
            if (receive.equals("e")) {
              break;
            }
            value = "got:" + receive;
          }
          return null;
        });
  }

  /** A generator around another one: by a loop, and by delegation. */
  @Scenario("262_classic_fibonacci_and_wrapper")
  void fibonacciAndWrapper() {
    Generator<Integer, Void, Void> byLoop =
        gen(
            out -> {
              print("start");
              for (int item : fib(5)) {
                out.yield(item);
              }
              print("end");
              return null;
            });
    byLoop.forEach(this::write);
    Generator<Integer, Void, Void> byDelegation =
        gen(
            out -> {
              print("start");
              out.yieldFrom(fib(5));
              print("end");
              return null;
            });
    byDelegation.forEach(this::write);
  }

  private Generator<Integer, Void, Void> fib(int count) {
    return gen(
        out -> {
          int n = 0;
          int a = 0;
          int b = 1;
          while (n < count) {
            out.yield(b);
            int next = a + b;
            a = b;
            b = next;
            n = n + 1;
          }
          return null;
        });
  }

  /** yield hands out the range; yieldFrom hands out its elements. */
  @Scenario("263_classic_yield_versus_yield_from")
  void yieldVersusYieldFrom() {
    List<Integer> range = IntStream.range(0, 5).boxed().toList();
    Generator<List<Integer>, Void, Void> g1 =
        gen(
            out -> {
              out.yield(range);
              return null;
            });
    Generator<Integer, Void, Void> g2 = gen(out -> out.yieldFrom(range));
    for (List<Integer> x : g1) {
      print("one item with", x.size(), "elements");
    }
    for (int x : g2) {
      print(x);
    }
  }

  /** Each generator runs to its next yield and goes to the end of the line. */
  @Scenario("264_classic_round_robin_scheduler")
  void roundRobinScheduler() {
    print("steps", run(List.of(countdown("T1", 3), countdown("T2", 1), countdown("T3", 2))));
  }

  private Generator<Void, Void, Void> countdown(String name, int from) {
    return gen(
        out -> {
          int n = from;
          while (n > 0) {
            print(name, n);
            out.yield(null);
            n -= 1;
          }
          print(name, "finished");
          return null;
        });
  }

  private static int run(Collection<Generator<Void, Void, Void>> tasks) {
    Deque<Generator<Void, Void, Void>> ready = new ArrayDeque<>(tasks);
    int steps = 0;
    while (!ready.isEmpty()) {
      Generator<Void, Void, Void> t = ready.removeFirst();
      steps += 1;
      try {
        t.next();
        ready.addLast(t);
      } catch (StopIteration finished) {
        // it does not come back into the line
      }
    }
    return steps;
  }
}
