package monoloop.test;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** The runs of a {@link RepeatedSchedules} test. */
final class ScheduleInvocations implements TestTemplateInvocationContextProvider {

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), RepeatedSchedules.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    int n =
        AnnotationSupport.findAnnotation(context.getTestMethod(), RepeatedSchedules.class)
            .orElseThrow()
            .value();
    if (n < 1) {
      throw new IllegalArgumentException("@RepeatedSchedules needs at least 1, was " + n);
    }
    Long chosen = Seed.chosen();
    if (chosen != null) {
      return Stream.of(new OneSchedule(chosen, false));
    }
    long first = Seed.of(context);
    return LongStream.range(0, n).mapToObj(i -> new OneSchedule(first + i, i == 0));
  }

  private record OneSchedule(long seed, boolean usual) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
      return usual ? "the usual order" : "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      @Nullable Long shuffled = usual ? null : (Long) seed;
      return List.of(new LoopExtension(seed, shuffled));
    }
  }
}
