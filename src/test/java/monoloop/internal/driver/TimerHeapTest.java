package monoloop.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The timer heap does what a sorted list does. */
class TimerHeapTest {
  /** A timer as the list knows it. */
  private record Entry(Timer timer, long deadline, int number) {}

  private final OwnDriver driver = new OwnDriver(new NoOwner(), "never started", false);
  private final TimerHeap heap = new TimerHeap();
  private final List<Entry> list = new ArrayList<>();
  private int created;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void timers_leave_like_from_a_list_sorted_by_deadline_and_age(long seed) {
    agrees(seed, 20_000);
  }

  @Test
  void timers_leave_like_from_a_sorted_list_for_any_seed() {
    long seed = System.nanoTime();
    try {
      agrees(seed, 5_000);
    } catch (Throwable t) {
      throw new AssertionError("seed " + seed, t);
    }
  }

  /** Adds, takes and calls off at random; phases of growth and of shrinking alternate. */
  private void agrees(long seed, int steps) {
    Random random = new Random(seed);
    for (int i = 0; i < steps; i++) {
      boolean growing = i / 1000 % 2 == 0;
      int dice = random.nextInt(10);
      if (list.isEmpty() || dice < (growing ? 6 : 3)) {
        // few different deadlines, so that many are equal
        add(random.nextInt(100));
      } else if (dice < 8) {
        Entry first = earliest();
        assertEquals(first.deadline(), heap.earliest());
        assertEquals(first.timer(), heap.pop());
        list.remove(first);
      } else {
        heap.remove(list.remove(random.nextInt(list.size())).timer());
      }
      assertEquals(list.size(), heap.size());
    }
    while (!list.isEmpty()) {
      Entry first = earliest();
      assertEquals(first.timer(), heap.pop());
      list.remove(first);
    }
    assertEquals(Long.MAX_VALUE, heap.earliest());
  }

  private void add(long deadline) {
    Timer t = driver.turns().timer(() -> {});
    heap.add(t, deadline);
    list.add(new Entry(t, deadline, created++));
  }

  private Entry earliest() {
    Entry first = list.get(0);
    for (Entry e : list) {
      if (e.deadline() < first.deadline()
          || (e.deadline() == first.deadline() && e.number() < first.number())) {
        first = e;
      }
    }
    return first;
  }

  @Test
  void a_timer_that_is_called_off_leaves_the_heap_at_once() {
    add(5);
    add(3);
    Timer outside = driver.turns().timer(() -> {});

    heap.remove(list.get(1).timer());
    heap.remove(list.get(1).timer());
    heap.remove(outside);

    assertEquals(1, heap.size());
    assertEquals(5, heap.earliest());
  }

  @Test
  void all_that_is_due_moves_in_order_and_the_rest_stays() {
    List<String> ran = new ArrayList<>();
    ReadyQueue ready = new ReadyQueue();
    long[] deadlines = {30, 10, 20, 10, 40};
    for (int i = 0; i < deadlines.length; i++) {
      String name = deadlines[i] + "#" + i;
      heap.add(driver.turns().timer(() -> ran.add(name)), deadlines[i]);
    }

    heap.moveDue(30, ready);
    for (Runnable r; (r = ready.poll()) != null; ) {
      r.run();
    }

    assertEquals("[10#1, 10#3, 20#2, 30#0]", ran.toString());
    assertEquals(40, heap.earliest());
    heap.clear();
    assertTrue(heap.size() == 0);
  }
}
