package monoloop.generator;

import java.lang.invoke.MethodHandles.Lookup;
import java.util.List;
import monoloop.internal.compiler.BodyCompiler;
import monoloop.internal.compiler.Compilation;
import monoloop.internal.compiler.Dialect;
import monoloop.internal.compiler.Suspension;
import monoloop.internal.frame.EngineChoice;
import monoloop.internal.frame.Sneaky;
import org.jspecify.annotations.Nullable;

/** From a body to a generator on the engine that runs it. */
final class Generators {
  static final BodyCompiler COMPILER =
      new BodyCompiler(
          new Dialect(
              GeneratorFrame.class,
              Yielder.class,
              List.of(
                  Suspension.yields("yield", "(Ljava/lang/Object;)Ljava/lang/Object;", "emit"),
                  Suspension.awaits(
                      "yieldFrom",
                      "(Lmonoloop/generator/Generator;)Ljava/lang/Object;",
                      "delegate"),
                  Suspension.awaits(
                      "yieldFrom", "(Ljava/lang/Iterable;)Ljava/lang/Object;", "delegateItems"))));

  private Generators() {}

  @SuppressWarnings("unchecked")
  static <Y, S, R> Generator<Y, S, R> of(
      @Nullable Lookup lookup, Engine engine, GeneratorBody<Y, S, R> body) {
    GeneratorFrame<Y, S, R> frame = null;
    if (engine == Engine.COMPILED && !EngineChoice.THREAD_ONLY) {
      Compilation compilation = COMPILER.compile(lookup, body);
      if (compilation.factory() != null) {
        try {
          frame =
              (GeneratorFrame<Y, S, R>)
                  (Object) compilation.factory().invokeExact((Object) body, (Object) null);
        } catch (Throwable t) {
          throw Sneaky.sneak(t);
        }
      }
    }
    if (frame == null) {
      frame = new ThreadGenerator<>(body);
    }
    return frame.isGuarded() ? new GuardedGenerator<>(frame) : frame;
  }
}
