package monoloop.shell;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * What a command reads and writes, so that tests can look.
 *
 * @param in what is typed
 * @param out what was asked for
 * @param err what is wrong
 */
record Streams(InputStream in, PrintStream out, PrintStream err) {}
