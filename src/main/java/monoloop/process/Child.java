package monoloop.process;

import java.io.OutputStream;
import monoloop.Loop;
import monoloop.io.PipeReader;
import org.jspecify.annotations.Nullable;

/**
 * What has just been started, with its pipes, as far as it has any. They are read from the first
 * moment on: the JDK closes those of a child that has ended unless somebody reads them.
 */
record Child(
    Command command,
    Process process,
    @Nullable OutputStream stdin,
    @Nullable PipeReader stdout,
    @Nullable PipeReader stderr) {

  /** On the thread that has started it. */
  static Child of(Loop loop, Command command, Process process, boolean first, boolean last) {
    int limit = command.limit();
    return new Child(
        command,
        process,
        first && command.pipesIn() ? process.getOutputStream() : null,
        last && command.pipesOut() ? PipeReader.over(loop, process.getInputStream(), limit) : null,
        command.pipesErr() ? PipeReader.over(loop, process.getErrorStream(), limit) : null);
  }
}
