package monoloop.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import monoloop.LoopDump;
import monoloop.inspect.RemoteLoops;
import monoloop.inspect.TaskTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands that look into other JVMs. */
final class LoopCommands {
  private LoopCommands() {}

  /** Lists JVMs. */
  @Command(
      name = "ps",
      mixinStandardHelpOptions = true,
      description = "Lists the JVMs of this user that run loops.")
  static final class Ps implements Callable<Integer> {
    private final Streams streams;

    Ps(Streams streams) {
      this.streams = streams;
    }

    @Override
    public Integer call() {
      PrintStream out = streams.out();
      out.printf("%7s  %5s  %5s  %s%n", "PID", "LOOPS", "TASKS", "PROGRAM");
      for (RemoteLoops.Process p : RemoteLoops.list()) {
        if (p.problem() != null) {
          streams.err().println(p.problem());
          continue;
        }
        try (RemoteLoops loops = RemoteLoops.attach(p.pid())) {
          List<LoopDump> dumps = loops.dump();
          int tasks = dumps.stream().mapToInt(d -> d.tasks().size()).sum();
          out.printf("%7d  %5d  %5d  %s%n", p.pid(), dumps.size(), tasks, p.main());
        } catch (IOException e) {
          streams.err().println(e.getMessage());
        }
      }
      return 0;
    }
  }

  /** Looks into one JVM. */
  private abstract static class OfProcess implements Callable<Integer> {
    private final Streams streams;

    @Parameters(paramLabel = "PID", description = "The process of the JVM; ps lists them.")
    private long pid;

    private OfProcess(Streams streams) {
      this.streams = streams;
    }

    abstract String text(LoopDump dump);

    @Override
    public final Integer call() throws Problem {
      try (RemoteLoops loops = RemoteLoops.attach(pid)) {
        List<LoopDump> dumps = loops.dump();
        if (dumps.isEmpty()) {
          streams.out().println("process " + pid + " has no open loop");
        }
        String separator = "";
        for (LoopDump dump : dumps) {
          streams.out().print(separator + text(dump));
          separator = System.lineSeparator();
        }
        return 0;
      } catch (IOException e) {
        throw new Problem(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Draws who waits for whom. */
  @Command(
      name = "tree",
      mixinStandardHelpOptions = true,
      description = "Draws which task of a JVM waits for which, and for what.")
  static final class Tree extends OfProcess {
    Tree(Streams streams) {
      super(streams);
    }

    @Override
    String text(LoopDump dump) {
      return TaskTree.of(dump);
    }
  }

  /** Tells where tasks stand. */
  @Command(
      name = "where",
      mixinStandardHelpOptions = true,
      description = "Tells at which line each task of a JVM stands, and what it awaits.")
  static final class Where extends OfProcess {
    Where(Streams streams) {
      super(streams);
    }

    @Override
    String text(LoopDump dump) {
      return TaskTree.where(dump);
    }
  }
}
