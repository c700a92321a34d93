/**
 * Runs notebooks and scripts of Java cells without Jupyter and without a browser, and compares what
 * they print with what is stored in them: {@link monoloop.shell.Main}.
 *
 * <p>An output is compared line by line. A number with a tilde in front of it, as in {@code ~12
 * ms}, is a measured one: any number with a tilde stands in its place. Whatever else differs is a
 * change. The cells run in this JVM through the JShell API, one after the other, and see the class
 * path that this JVM was started with.
 */
@NullMarked
package monoloop.shell;

import org.jspecify.annotations.NullMarked;
