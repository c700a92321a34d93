package monoloop.walkthrough;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;

/** Runs every program of the two tutorials, in order, under headings. */
public final class Walkthrough {
  static final List<Chapter> CHAPTERS =
      List.of(
          new Chapter("The message loop (消息环): get event, process event", MessageLoop::run),
          new Chapter("IO request and IO done (双向消息机制)", IoMessages::run),
          new Chapter("A window that stays responsive (GUI) while IO runs", GuiQueue::run),
          new Chapter("A and B take turns on one thread (协程)", Interleaving::run),
          new Chapter("Producer and consumer, numbered replies (生产者, 消费者)", NumberedReplies::run),
          new Chapter("Producer and consumer without a lock (生产者-消费者模型)", ProducerConsumer::run),
          new Chapter("The same without close()", WithoutClose::run),
          new Chapter("A generator is an iterable (生成器): random pop", RandomPop::run),
          new Chapter("received = yield value, down to StopIteration", GotGenerator::run),
          new Chapter("yield range against yield from range", YieldFrom::run),
          new Chapter("Fibonacci (斐波那契) with two wrappers", Fibonacci::run),
          new Chapter("Ten million yields, no stack growth (栈空间)", TenMillionYields::run),
          new Chapter("Hello from the loop, then two on one thread", HelloLoop::run),
          new Chapter("One program in three stages (三个阶段)", ThreeStages::run),
          new Chapter("Reading a file: blocking (同步IO), non-blocking (异步IO)", FileRead::run),
          new Chapter("Three sites fetched by one thread", ThreeSites::run),
          new Chapter("A shared counter without locks (锁)", SharedCounter::run),
          new Chapter("Several loops on several cores (多核)", ManyLoops::run));

  private Walkthrough() {}

  /**
   * Runs all chapters and prints to standard output, in UTF-8 whatever the console's locale.
   *
   * @param args none
   * @throws Exception what a chapter lets out; the chapters after it do not run
   */
  public static void main(String[] args) throws Exception {
    Stopwatch watch = new Stopwatch();
    PrintStream console = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    int number = 0;
    for (Chapter chapter : CHAPTERS) {
      console.println("== " + ++number + ". " + chapter.heading() + " ==");
      chapter.program().run(console);
      console.println();
    }
    console.println(number + " chapters in " + watch.millis() + " ms");
  }
}
