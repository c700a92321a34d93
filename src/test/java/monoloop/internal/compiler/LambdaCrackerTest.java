package monoloop.internal.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LambdaCrackerTest {
  interface Body extends Supplier<String>, Serializable {}

  @Test
  void a_lambda_tells_its_method_and_what_it_captures() {
    String captured = "c";
    Body body = () -> captured;

    SerializedLambda lambda = LambdaCracker.crack(body);
    assertNotNull(lambda);
    assertTrue(lambda.getImplMethodName().startsWith("lambda$"));
    assertEquals("c", lambda.getCapturedArg(0));
    assertEquals("c", LambdaCracker.captured(0, body));
  }

  @Test
  void the_stream_tells_the_same_without_reflection() {
    int captured = 4;
    Body body = () -> "x" + captured;

    SerializedLambda reflected = LambdaCracker.crack(body);
    SerializedLambda streamed = LambdaCracker.overStream(body);
    assertNotNull(reflected);
    assertNotNull(streamed);
    assertEquals(reflected.getImplMethodName(), streamed.getImplMethodName());
    assertEquals(reflected.getCapturedArg(0), streamed.getCapturedArg(0));
  }

  @Test
  void what_is_not_serializable_tells_nothing() {
    Supplier<String> plain = () -> "x";
    assertNull(LambdaCracker.crack(plain));
    assertNull(LambdaCracker.overStream(plain));
  }
}
