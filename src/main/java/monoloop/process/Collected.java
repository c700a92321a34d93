package monoloop.process;

import monoloop.Async;
import monoloop.io.PipeReader;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** All that comes out of a pipe, kept for whoever asks again after a cancelled attempt. */
final class Collected {
  private final @Nullable PipeReader reader;
  private final int most;
  private byte @Nullable [] all;

  Collected(@Nullable PipeReader reader, int most) {
    this.reader = reader;
    this.most = most;
    all = reader == null ? Command.NOTHING : null;
  }

  Mono<byte[]> read() {
    return Async.async(
        co -> {
          if (all == null && reader != null) {
            all = co.await(reader.readAll(most));
          }
          return all;
        });
  }
}
