/**
 * Small Python programs written again in Java, whose traces must be what CPython 3.13 prints.
 *
 * <p>A <em>scenario</em> is a file {@code NNN_topic_name.out} among the test resources: the output
 * of CPython. Its <em>twin</em> is a method {@code @Scenario("NNN_topic_name")} of a subclass of
 * {@link monoloop.conformance.Twins} that {@code ConformanceTest.TWINS} lists. Each twin runs once
 * per engine. What Java must do otherwise stands in {@code Differences}, and nowhere else.
 */
package monoloop.conformance;
