package monoloop.walkthrough;

import java.io.PrintStream;

/**
 * One idea under one heading.
 *
 * @param heading what it shows
 * @param program shows it by running, on whatever it is given to print to
 */
record Chapter(String heading, Program program) {

  /** Runs from start to end, alone, as often as one likes. */
  @FunctionalInterface
  interface Program {
    void run(PrintStream console) throws Exception;
  }
}
