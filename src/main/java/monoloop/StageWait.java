package monoloop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Awaits a CompletionStage. Cancelling the task leaves the stage alone: others may wait for it. */
final class StageWait extends Wait implements BiConsumer<Object, Throwable> {
  private StageWait(Task<?> task) {
    super(task);
  }

  static @Nullable Object await(CompletionStage<?> stage, Task<?> task) throws Throwable {
    if (stage instanceof CompletableFuture<?> future
        && future.state() == CompletableFuture.State.SUCCESS) {
      return future.resultNow();
    }
    StageWait wait = new StageWait(task);
    stage.whenComplete(wait);
    return wait.resultOrSuspend();
  }

  @Override
  public void accept(@Nullable Object value, @Nullable Throwable error) {
    finish(value, error == null ? null : Errors.unwrapStage(error));
  }

  @Override
  public Object source() {
    return this; // a stage does not tell who completes it
  }

  @Override
  void unregister() {}

  @Override
  public String toString() {
    return "a CompletionStage";
  }
}
