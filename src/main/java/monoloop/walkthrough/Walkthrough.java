package monoloop.walkthrough;

import monoloop.generator.Generator;

/** The main job: every program of the two tutorials. */
public final class Walkthrough {
  private Walkthrough() {}

  /** Runs it. */
  public static void main(String[] args) {
    Generator<Integer, Integer, String> g =
        Generator.of(
            out -> {
              Integer r = out.yield(1);
              out.yieldFrom(java.util.List.of(r, 3));
              return "end";
            });
    System.out.println(g.next() + " " + g.send(2) + " " + g.next() + " " + g.tryNext());
  }
}
