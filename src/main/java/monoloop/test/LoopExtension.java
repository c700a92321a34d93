package monoloop.test;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import monoloop.Async;
import monoloop.Co;
import monoloop.Loop;
import monoloop.VirtualTicker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives a test its loop, and looks at what it has left there. */
final class LoopExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver, InvocationInterceptor {
  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(LoopExtension.class);

  /** Null for the test's own. */
  private final @Nullable Long seed;

  /** Where the order of tasks begins; null for the usual one. */
  private final @Nullable Long schedule;

  @SuppressWarnings("unused") // by JUnit
  LoopExtension() {
    this(null, null);
  }

  LoopExtension(@Nullable Long seed, @Nullable Long schedule) {
    this.seed = seed;
    this.schedule = schedule;
  }

  /** What one test has. */
  private static final class Scene {
    final TestLoop test;
    final LateCo co = new LateCo();
    final long seed;
    final Random random;

    Scene(TestLoop test, long seed) {
      this.test = test;
      this.seed = seed;
      this.random = new Random(seed);
    }
  }

  private static Scene scene(ExtensionContext context) {
    return Objects.requireNonNull(context.getStore(STORE).get("scene", Scene.class));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    boolean autojump =
        AnnotationSupport.findAnnotation(context.getTestMethod(), LoopTest.class)
            .map(LoopTest::autojump)
            .orElse(true);
    VirtualTicker ticker = autojump ? VirtualTicker.autojump() : VirtualTicker.manual();
    TestLoop test = new TestLoop(ticker, schedule == null ? null : Schedules.random(schedule));
    Long chosen = seed == null ? Seed.chosen() : seed;
    context
        .getStore(STORE)
        .put("scene", new Scene(test, chosen == null ? Seed.of(context) : chosen));
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    run(invocation, method, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    run(invocation, method, context);
  }

  private void run(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    Scene scene = scene(context);
    TestLoop test = scene.test;
    boolean awaits = Arrays.asList(method.getExecutable().getParameterTypes()).contains(Co.class);
    try {
      if (awaits) {
        test.loop.run(Async.async(co -> proceed(invocation, scene.co.of(co))));
      } else {
        proceed(invocation, scene.co);
      }
      test.checkNothingIsLeft();
    } catch (Throwable t) {
      t.addSuppressed(
          new TestLoop.Hint(
              "the seed was "
                  + scene.seed
                  + ". To run it again: -D"
                  + Seed.PROPERTY
                  + "="
                  + scene.seed));
      throw t;
    }
  }

  /** With a handle that leaves this class, a body runs on a thread of its own. */
  private static boolean proceed(Invocation<Void> invocation, LateCo co) {
    try {
      invocation.proceed();
    } catch (Throwable t) {
      throw TestLoop.<RuntimeException>sneak(t);
    }
    return co != null;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    scene(context).test.close();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return context.getTestMethod().isPresent()
        && (type == Loop.class
            || type == VirtualTicker.class
            || type == Random.class
            || (type == Co.class
                && parameter.getDeclaringExecutable().equals(context.getRequiredTestMethod())));
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    Scene scene = scene(context);
    if (type == Loop.class) {
      return scene.test.loop;
    }
    if (type == VirtualTicker.class) {
      return scene.test.ticker;
    }
    return type == Random.class ? scene.random : scene.co;
  }
}
