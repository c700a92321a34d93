package monoloop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.List;
import monoloop.generator.Body;
import monoloop.generator.Engine;
import monoloop.generator.Explanation;
import monoloop.internal.compiler.BodyCompiler;
import monoloop.internal.compiler.Dialect;
import monoloop.internal.compiler.Refusal;
import monoloop.internal.compiler.Suspension;
import monoloop.internal.frame.EngineChoice;
import monoloop.internal.frame.Sneaky;
import org.jspecify.annotations.Nullable;

/** From one body to its frames, on the engine that runs it. */
final class CoroutineFactory implements CoroutineSource {
  private static final Suspension AWAIT_MONO = await("reactor/core/publisher/Mono");
  private static final Suspension AWAIT_PUBLISHER = await("org/reactivestreams/Publisher");
  private static final Suspension AWAIT_STAGE = await("java/util/concurrent/CompletionStage");

  /** For bodies whose handle is a {@link Co}. */
  static final BodyCompiler COROUTINES =
      new BodyCompiler(
          new Dialect(
              CoroutineFrame.class, Co.class, List.of(AWAIT_MONO, AWAIT_PUBLISHER, AWAIT_STAGE)));

  /** For bodies whose handle is an {@link AsyncYielder}. */
  static final BodyCompiler GENERATORS =
      new BodyCompiler(
          new Dialect(
              CoroutineFrame.class,
              AsyncYielder.class,
              List.of(
                  AWAIT_MONO,
                  AWAIT_PUBLISHER,
                  AWAIT_STAGE,
                  Suspension.yields("yield", "(Ljava/lang/Object;)Ljava/lang/Object;", "emit"))));

  private static final Call<Body, @Nullable Object> PLAIN = new PlainCall();

  private final Body body;
  private final @Nullable Object argument;
  private final Call<Body, @Nullable Object> call;
  private final @Nullable MethodHandle factory;

  @SuppressWarnings("unchecked")
  private CoroutineFactory(
      BodyCompiler compiler,
      Engine engine,
      Body body,
      @Nullable Object argument,
      Call<?, ?> call) {
    this.body = body;
    this.argument = argument;
    this.call = (Call<Body, @Nullable Object>) call;
    factory =
        engine == Engine.THREAD || EngineChoice.THREAD_ONLY
            ? null
            : compiler.compile(null, body).factory();
  }

  static CoroutineFactory coroutine(Engine engine, Coroutine<?> body) {
    return new CoroutineFactory(COROUTINES, engine, body, null, PLAIN);
  }

  static CoroutineFactory generator(Engine engine, AsyncGeneratorBody<?, ?> body) {
    return new CoroutineFactory(GENERATORS, engine, body, null, PLAIN);
  }

  /** For bodies that receive something besides their {@link Co}. */
  static <B extends Body, A> CoroutineFactory twoPart(B body, A argument, Call<B, A> call) {
    return new CoroutineFactory(COROUTINES, Engine.COMPILED, body, argument, call);
  }

  private static Suspension await(String type) {
    return Suspension.awaits(
        "await", "(L".concat(type).concat(";)Ljava/lang/Object;"), "await");
  }

  @Override
  public CoroutineFrame frame() {
    MethodHandle f = factory;
    if (f != null) {
      CoroutineFrame frame;
      try {
        frame = (CoroutineFrame) (Object) f.invokeExact((Object) body, argument);
      } catch (Throwable t) {
        throw Sneaky.sneak(t);
      }
      if (frame != null) {
        return frame;
      }
    }
    return new ThreadCoroutine(body, argument, call);
  }

  /** Says which engine runs the bodies of {@code body}'s class, compiling it if need be. */
  static Explanation explain(BodyCompiler compiler, @Nullable Lookup lookup, Body body) {
    if (EngineChoice.THREAD_ONLY) {
      return new Explanation(Engine.THREAD, "-Dmonoloop.engine=thread is set", "");
    }
    Refusal refusal = compiler.compile(lookup, body).refusal();
    if (refusal == null) {
      return new Explanation(Engine.COMPILED, "the body is a state machine", "");
    }
    return new Explanation(Engine.THREAD, refusal.reason(), refusal.place());
  }

  /** What the body is called in messages. */
  @Override
  public String toString() {
    String name = body.getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : "a body of " + name.substring(0, lambda);
  }

  /** How the thread engine calls a body. */
  @FunctionalInterface
  interface Call<B extends Body, A extends @Nullable Object> {
    @Nullable Object run(B body, AsyncYielder<Object, Object> co, A argument) throws Exception;
  }

  /** For bodies that receive their handle only. A class, since a lambda costs a start some ms. */
  private static final class PlainCall implements Call<Body, @Nullable Object> {
    @Override
    @SuppressWarnings("unchecked")
    public @Nullable Object run(
        Body body, AsyncYielder<Object, Object> co, @Nullable Object argument) throws Exception {
      return body instanceof Coroutine<?> coroutine
          ? coroutine.run(co)
          : ((AsyncGeneratorBody<Object, Object>) body).run(co);
    }
  }
}
