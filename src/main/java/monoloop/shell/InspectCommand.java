package monoloop.shell;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import monoloop.LoopDump;
import monoloop.inspect.RemoteLoops;
import monoloop.inspect.TaskTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Looks into a running program; its subclasses say at what. */
abstract sealed class InspectCommand implements Callable<Integer> {
  private final Streams streams;
  private final Function<LoopDump, String> text;

  @Parameters(paramLabel = "PID", description = "The process; ps lists them.")
  private long pid;

  private InspectCommand(Streams streams, Function<LoopDump, String> text) {
    this.streams = streams;
    this.text = text;
  }

  @Override
  public Integer call() throws Problem {
    try (RemoteLoops loops = RemoteLoops.attach(pid)) {
      List<LoopDump> dumps = loops.dump();
      dumps.forEach(dump -> streams.out().println(text.apply(dump).stripTrailing()));
      if (dumps.isEmpty()) {
        streams.out().println("process " + pid + " has no loop that is open");
      }
      return 0;
    } catch (IOException e) {
      throw new Problem(String.valueOf(e.getMessage()));
    }
  }

  /** Who waits for whom. */
  @Command(
      name = "tree",
      mixinStandardHelpOptions = true,
      description = "Shows the tasks of a running program: who waits for whom, and where.")
  static final class Tree extends InspectCommand {
    Tree(Streams streams) {
      super(streams, TaskTree::of);
    }
  }

  /** Every line of every task. */
  @Command(
      name = "where",
      mixinStandardHelpOptions = true,
      description = "Shows in which lines the tasks of a running program wait, and for what.")
  static final class Where extends InspectCommand {
    Where(Streams streams) {
      super(streams, TaskTree::where);
    }
  }

  /** Which programs there are. */
  @Command(
      name = "ps",
      mixinStandardHelpOptions = true,
      description = "Lists the running programs of this user that have a loop.")
  static final class Ps implements Runnable {
    private final Streams streams;

    Ps(Streams streams) {
      this.streams = streams;
    }

    @Override
    public void run() {
      List<RemoteLoops.Process> processes = RemoteLoops.list();
      processes.forEach(p -> streams.out().println(p.pid() + "  " + p.main()));
      if (processes.isEmpty()) {
        streams.err().println("no program of this user has a loop");
      }
    }
  }
}
