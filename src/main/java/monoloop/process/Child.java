package monoloop.process;

import java.io.InputStream;
import java.io.OutputStream;
import monoloop.io.PipeReader;
import org.jspecify.annotations.Nullable;

/** What has just been started, with its pipes, as far as it has any. */
record Child(
    Command command,
    Process process,
    @Nullable OutputStream stdin,
    @Nullable PipeReader stdout,
    @Nullable InputStream stderr) {}
