package monoloop;

import org.jspecify.annotations.Nullable;

/** The handle of an async generator's body: it may await and yield. */
public interface AsyncYielder<Y extends @Nullable Object, S extends @Nullable Object> extends Co {

  /** Emits {@code value} and suspends until the consumer asks for more. */
  S yield(Y value) throws Exception;
}
