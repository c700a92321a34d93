package monoloop.walkthrough;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import monoloop.Monoloop;
import monoloop.generator.Engine;
import monoloop.generator.GeneratorBody;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Chapter by chapter: the tutorials' programs byte for byte, measured lines by their shape. */
class WalkthroughTest {
  private static final GeneratorBody<Integer, Void, Void> ANY = out -> out.yield(1);

  /** Asked rather than read from the property: a coverage agent chooses the thread engine too. */
  private static final boolean THREAD_ENGINE = Monoloop.explain(ANY).engine() == Engine.THREAD;

  /** The thread engine needs microseconds for what the compiled one does in nanoseconds. */
  private static final int YIELDS = THREAD_ENGINE ? 10_000 : 10_000_000;

  /** The names of one thread; a body of the thread engine has a thread of its own to stand on. */
  private static final String ONE_THREAD =
      THREAD_ENGINE ? "\\[[\\w, -]+]" : "\\[(main|monoloop-\\d+)]";

  private static BodyThreads bodyThreads;

  @BeforeAll
  static void watch() {
    bodyThreads = new BodyThreads();
  }

  /** A body that the compiler refuses runs all the same, only slowly: nothing else would tell. */
  @AfterAll
  static void every_body_runs_compiled() throws IOException {
    List<String> started = bodyThreads.started();
    bodyThreads.close();

    assertEquals(THREAD_ENGINE, !started.isEmpty(), () -> "threads of bodies: " + started);
  }

  @Test
  void the_message_loop_processes_each_event_in_order() throws Exception {
    Printed.by(MessageLoop::byHand).equalsFile("message-loop.txt");
    Printed.by(MessageLoop::onLoop).equalsFile("message-loop.txt");
    Printed.by(MessageLoop::asFlux).equalsFile("message-loop.txt");
  }

  @Test
  void io_request_and_io_done_pass_as_messages() throws Exception {
    Printed.by(IoMessages::run).equalsFile("io-messages.txt");
  }

  @Test
  void the_window_handles_keys_while_io_runs() throws Exception {
    Printed.by(GuiQueue::run)
        .matchesLines(
            "-- the handler of \"open\" waits for the disk",
            "0 keys were handled while the disk was busy",
            "of 20 keys the slowest waited ([2-9]\\d\\d|\\d{4,}) ms",
            "-- the handler requests the IO, and its end comes as a message",
            "[1-9]\\d* keys were handled while the disk was busy",
            "of 20 keys the slowest waited \\d+ ms");
  }

  @Test
  void a_and_b_take_turns_on_one_thread() throws Exception {
    Printed.by(Interleaving::run)
        .equalsText(
            Printed.file("interleaving.txt")
                + "threads: #\n-- as Mono, on the loop\n"
                + Printed.file("interleaving.txt")
                + "threads: #\n",
            ONE_THREAD);
  }

  @Test
  void the_first_tutorials_producer_and_consumer() throws Exception {
    Printed.by(NumberedReplies::asGenerator).equalsFile("numbered-replies.txt");
    Printed.by(NumberedReplies::asFlux).equalsFile("numbered-replies.txt");
  }

  @Test
  void the_second_tutorials_producer_and_consumer() throws Exception {
    Printed.by(ProducerConsumer::asGenerator).equalsFile("producer-consumer.txt");
    Printed.by(ProducerConsumer::asFlux).equalsFile("producer-consumer.txt");
  }

  @Test
  void without_close_the_output_is_the_same() throws Exception {
    Printed.by(console -> WithoutClose.produce(ProducerConsumer.consumer(console), console))
        .equalsFile("without-close.txt");
  }

  @Test
  void without_close_the_consumer_stays_suspended() throws Exception {
    Printed.by(WithoutClose::run)
        .equalsText(
            Printed.file("without-close.txt")
                + "the consumer is suspended\nafter try-with-resources it is closed\n");
  }

  @Test
  void mygen_pops_in_the_order_that_the_seed_draws() throws Exception {
    Printed.by(RandomPop::asGenerator).equalsFile("random-pop.txt");
    Printed.by(RandomPop::asFlux).equalsText("[cc, aa, bb]\n[cc, aa, bb]\n");
  }

  @Test
  void got_goes_down_to_stop_iteration() throws Exception {
    Printed.by(GotGenerator::asGenerator).equalsFile("got-generator.txt");
    Printed.by(GotGenerator::asSteps)
        .equalsText("yielded got:hello\nyielded got:123456\nreturned null\n");
    Printed.by(GotGenerator::asFlux).equalsText("got:hello\ngot:123456\ncomplete\n");
  }

  @Test
  void got_refuses_a_first_send_with_a_value() throws Exception {
    Printed.by(GotGenerator::refusedFirstSend)
        .equalsText(
            "send(value) needs a generator that waits at a yield, but Generator[created] has not"
                + " started. Call next() first\n");
  }

  @Test
  void yield_hands_out_the_range_and_yield_from_its_items() throws Exception {
    Printed.by(YieldFrom::asGenerators).equalsFile("yield-from.txt");
    Printed.by(YieldFrom::asFlux).equalsFile("yield-from.txt");
  }

  @Test
  void fibonacci_prints_the_same_with_both_wrappers() throws Exception {
    Printed.by(Fibonacci::withLoop).equalsFile("fibonacci.txt");
    Printed.by(Fibonacci::withYieldFrom).equalsFile("fibonacci.txt");
    Printed.by(Fibonacci::asFlux).equalsFile("fibonacci.txt");
  }

  @Test
  void the_stack_is_as_deep_at_the_last_yield_as_at_the_first() throws Exception {
    Printed printed = Printed.by(console -> TenMillionYields.run(console, YIELDS));

    String depth = printed.text().replaceFirst("(?s)yield 1: (\\d+ frames on the stack).*", "$1");
    printed.matchesLines(
        "yield 1: " + depth,
        "yield " + YIELDS + ": " + depth,
        "sum of all yielded numbers: " + YIELDS * (YIELDS + 1L) / 2,
        YIELDS + " yields in \\d+ ms, \\d+\\.\\d ns each");
  }

  @Test
  void one_hello_sleeps_a_second() throws Exception {
    Printed.by(HelloLoop::one)
        .matchesLines("Hello world!", "Awake again!", "one hello: 1\\d{3} ms on " + ONE_THREAD);
  }

  @Test
  void two_hellos_sleep_one_second_together() throws Exception {
    String[] lines = {
      "Hello world!",
      "Hello world!",
      "Awake again!",
      "Awake again!",
      "two hellos: 1\\d{3} ms on " + ONE_THREAD
    };

    Printed.by(HelloLoop::two).matchesLines(lines);
    Printed.by(HelloLoop::twoAsMono).matchesLines(lines);
  }

  @Test
  void the_three_stages_do_the_same() throws Exception {
    Printed.by(ThreeStages::run).equalsFile("three-stages.txt");
  }

  @Test
  void only_the_blocking_read_stops_the_other_task() throws Exception {
    Printed.by(FileRead::run)
        .matchesLines(
            "-- synchronous",
            "read 8388608 bytes in \\d+ ms; meanwhile: 0 turns of the other task",
            "-- asynchronous",
            "read 8388608 bytes in \\d+ ms; meanwhile: [1-9]\\d* turns of the other task");
  }

  @Test
  void three_sites_are_fetched_in_the_time_of_one() throws Exception {
    Printed printed = Printed.by(ThreeSites::run);

    assertTrue(
        printed
            .text()
            .matches(
                "(?s)-- by hand\n"
                    + "wget www\\.first\\.\\.\\.\nwget www\\.second.*\nwget www\\.third.*"
                    + ".*www\\.first header > HTTP/1\\.[01] 200 OK.*"
                    + "3 sites of 150 ms at the same time in \\d+ ms on "
                    + ONE_THREAD
                    + "\n-- by a client\n.*"
                    + "the page of www.first\nthe page of www.second\nthe page of www.third\n"
                    + "3 sites of 150 ms at the same time in \\d+ ms on "
                    + ONE_THREAD
                    + "\n"),
        printed.text());
  }

  @Test
  void tasks_count_right_without_a_lock() throws Exception {
    Printed.by(SharedCounter::run)
        .matchesLines(
            "100 tasks without a lock: 100000 of 100000",
            "100 tasks that await in the middle: 1000 of 100000",
            "100 threads without a lock: \\d+ of 100000");
  }

  @Test
  void several_loops_count_what_one_counts() throws Exception {
    Printed.by(ManyLoops::run)
        .matchesLines(
            "cores: \\d+",
            "63951 primes in \\d+ ms on \\[monoloop-\\d+]",
            "63951 primes in \\d+ ms on \\[monoloop-\\d+(, monoloop-\\d+)+]",
            "-- as Mono",
            "63951 primes");
  }
}
