package monoloop.conformance;

import static java.util.Comparator.comparingInt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import monoloop.generator.Generator;
import monoloop.generator.StopIteration;
import monoloop.generator.Step;

/** Twins of 265, 267 and 268: schedulers and simulations in which generators are the processes. */
final class ClassicSimulationTwins extends Twins {

  /** A request of a task of 265 to its kernel. */
  private record Request(String op, Object argument) {}

  /** The operating system of 265: it resumes tasks with the answers to their requests. */
  private static final class Kernel {
    private record Turn(int task, Object value) {}

    private final Deque<Turn> ready = new ArrayDeque<>();
    private final List<Generator<Request, Object, Void>> tasks = new ArrayList<>();
    private final Map<Integer, List<Integer>> waiting = new HashMap<>();

    Kernel() {
      tasks.add(null); // tasks are numbered from 1
    }

    int start(Generator<Request, Object, Void> task) {
      tasks.add(task);
      ready.add(new Turn(tasks.size() - 1, null));
      return tasks.size() - 1;
    }

    void end(int task) {
      tasks.get(task).close();
      tasks.set(task, null);
      List<Integer> waiters = waiting.remove(task);
      if (waiters != null) {
        waiters.forEach(waiter -> ready.add(new Turn(waiter, "joined")));
      }
    }

    @SuppressWarnings("unchecked")
    void run() {
      while (!ready.isEmpty()) {
        Turn turn = ready.remove();
        int id = turn.task();
        if (tasks.get(id) == null) {
          continue;
        }
        switch (tasks.get(id).trySend(turn.value())) {
          case Step.Returned<Request, Void> _ -> end(id);
          case Step.Yielded<Request, Void>(Request(String op, Object argument)) -> {
            if (op.equals("wait") && tasks.get((Integer) argument) != null) {
              waiting.computeIfAbsent((Integer) argument, _ -> new ArrayList<>()).add(id);
              continue;
            }
            if (op.equals("kill")) {
              end((Integer) argument);
            }
            boolean starts = op.equals("new");
            Object answer = starts ? start((Generator<Request, Object, Void>) argument) : null;
            ready.add(new Turn(id, answer));
          }
        }
      }
    }
  }

  /** Tasks ask the kernel for new tasks, wait for tasks and kill them. */
  @Scenario("265_classic_scheduler_with_system_calls")
  void schedulerWithSystemCalls() {
    Generator<Request, Object, Void> parent =
        gen(
            out -> {
              Object a = out.yield(new Request("new", child("a", 2)));
              Object b = out.yield(new Request("new", child("b", 100)));
              print("parent waits for a:", out.yield(new Request("wait", a)));
              out.yield(new Request("kill", b));
              print("parent ends");
              return null;
            });
    Kernel k = new Kernel();
    k.start(parent);
    k.run();
  }

  private Generator<Request, Object, Void> child(String name, int n) {
    return gen(
        out -> {
          for (int i = 0; i < n; i++) {
            print("child", name, "step", i);
            out.yield(new Request("pause", null));
          }
          return null;
        });
  }

  /** The loop of 267: a heap of wake-ups on a virtual clock. */
  private final class Sim {
    private record Wake(int at, int number, Generator<Integer, Void, String> process) {}

    private final PriorityQueue<Wake> heap =
        new PriorityQueue<>(comparingInt(Wake::at).thenComparingInt(Wake::number));
    private int now;
    private int number;

    void spawn(Generator<Integer, Void, String> process, int delay) {
      heap.add(new Wake(now + delay, number++, process));
    }

    void run() {
      while (!heap.isEmpty()) {
        Wake wake = heap.remove();
        now = wake.at();
        try {
          spawn(wake.process(), wake.process().next());
        } catch (StopIteration e) {
          print("t=" + now + " finished with " + e.value());
        }
      }
    }
  }

  /** Generators yield how long they sleep. */
  @Scenario("267_classic_event_loop_simulation")
  void eventLoopSimulation() {
    Sim sim = new Sim();
    sim.spawn(light(sim, "north", 3, 2, 2), 0);
    sim.spawn(light(sim, "east", 2, 3, 2), 0);
    sim.run();
  }

  private Generator<Integer, Void, String> light(
      Sim sim, String name, int green, int red, int rounds) {
    return gen(
        out -> {
          for (int i = 0; i < rounds; i++) {
            print("t=" + sim.now + " " + name + " green");
            out.yield(green);
            print("t=" + sim.now + " " + name + " red");
            out.yield(red);
          }
          return name;
        });
  }

  /** What a taxi of 268 will do next. */
  private record Event(int time, int taxi, String action) {}

  /** Each taxi yields events and receives the time. */
  @Scenario("268_classic_taxi_simulation")
  void taxiSimulation() {
    List<Generator<Event, Integer, Void>> taxis =
        IntStream.range(0, 3).mapToObj(i -> taxi(i, 1 + i % 2, i * 4)).toList();
    PriorityQueue<Event> events =
        new PriorityQueue<>(comparingInt(Event::time).thenComparingInt(Event::taxi));
    taxis.forEach(taxi -> events.add(taxi.next()));
    while (!events.isEmpty()) {
      Event event = events.remove();
      print("%3d taxi %d %s".formatted(event.time(), event.taxi(), event.action()));
      try {
        events.add(taxis.get(event.taxi()).send(event.time()));
      } catch (StopIteration e) {
        print("    taxi", event.taxi(), "is done");
      }
    }
  }

  private Generator<Event, Integer, Void> taxi(int ident, int trips, int start) {
    return gen(
        out -> {
          int time = out.yield(new Event(start, ident, "leave garage"));
          for (int i = 0; i < trips; i++) {
            time = out.yield(new Event(time + 3 + ident, ident, "pick up"));
            time = out.yield(new Event(time + 5 * (i + 1), ident, "drop off"));
          }
          out.yield(new Event(time + 1, ident, "go home"));
          return null;
        });
  }
}
