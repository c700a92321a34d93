/**
 * The command line: a shell with a loop that runs, notebooks with and without Jupyter, and looks
 * into running programs. {@link monoloop.shell.Main} starts it; {@link monoloop.shell.TopLevel} and
 * {@link monoloop.shell.View} are what snippets and cells use of it.
 *
 * <p>Needs optional dependencies of the library: picocli, JLine for the shell, jeromq for the
 * kernel.
 *
 * <p>An output is compared line by line. A number with a tilde in front of it, as in {@code ~12
 * ms}, is a measured one: any number with a tilde stands in its place. Whatever else differs is a
 * change. The cells run in this JVM through the JShell API, one after the other, and see the class
 * path that this JVM was started with.
 */
@NullMarked
package monoloop.shell;

import org.jspecify.annotations.NullMarked;
