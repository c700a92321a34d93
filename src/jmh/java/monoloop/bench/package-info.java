/**
 * What the library costs, each topic beside its peers in the same run.
 *
 * <p>All of it: {@code mvn -q -Pbench test-compile exec:exec}. One topic, briefly: {@code mvn -q
 * -Pbench test-compile exec:exec -Dbench.args="Send -f 1"}. The programs that are not JMH
 * benchmarks run with {@code -Dbench.main=monoloop.bench.MemoryFootprint}, {@code StartUp}, {@code
 * Files}, {@code IdleConnections}, and {@code ServerRatio} with {@code -Dbench.args=echo} or {@code
 * http}.
 */
@NullMarked
package monoloop.bench;

import org.jspecify.annotations.NullMarked;
