package monoloop.walkthrough;

import org.junit.jupiter.api.Test;

/** The chapters, one by one: the tutorials' programs byte for byte, measured lines by their shape. */
class WalkthroughTest {
  /** The thread engine needs microseconds for what the compiled one does in nanoseconds. */
  private static final int YIELDS =
      "thread".equals(System.getProperty("monoloop.engine")) ? 10_000 : 20_000;

  @Test
  void a_and_b_take_turns() throws Exception {
    Printed.by(Interleaving::asGenerators).equalsFile("interleaving.txt");
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
    String printed = Printed.by(WithoutClose::run).text();

    new Printed(printed.substring(Printed.file("without-close.txt").length()))
        .matchesLines("the consumer is suspended", "after try-with-resources it is closed");
  }

  @Test
  void mygen_pops_in_the_order_that_the_seed_draws() throws Exception {
    Printed.by(RandomPop::asGenerator).equalsFile("random-pop.txt");
    Printed.by(RandomPop::asFlux).matchesLines("\\[cc, aa, bb]", "\\[cc, aa, bb]");
  }

  @Test
  void got_goes_down_to_stop_iteration() throws Exception {
    Printed.by(GotGenerator::asGenerator).equalsFile("got-generator.txt");
    Printed.by(GotGenerator::asSteps)
        .matchesLines("yielded got:hello", "yielded got:123456", "returned null");
    Printed.by(GotGenerator::asFlux).matchesLines("got:hello", "got:123456", "complete");
  }

  @Test
  void got_refuses_a_first_send_with_a_value() throws Exception {
    Printed.by(GotGenerator::refusedFirstSend)
        .matchesLines("send\\(value\\) .* Generator\\[created] has not started\\. Call next.*");
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
    String printed = Printed.by(console -> TenMillionYields.run(console, YIELDS)).text();

    String depth = printed.replaceFirst("(?s)yield 1: (\\d+ frames on the stack).*", "$1");
    new Printed(printed)
        .matchesLines(
            "yield 1: " + depth,
            "yield " + YIELDS + ": " + depth,
            "sum of all yielded numbers: " + YIELDS * (YIELDS + 1L) / 2,
            YIELDS + " yields in \\d+ ms, \\d+\\.\\d ns each");
  }
}
