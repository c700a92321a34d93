package monoloop.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is read is written again in Jupyter's form, and what is no JSON is refused with its place.
 */
@Tag("engines")
class JsonTest {
  @Test
  void writes_what_it_read_sorted_and_indented_by_one() throws JsonException {
    String text = "{\"b\": [1, -2.5e3, true, null], \"a\": {}, \"c\": [], \"d\": \"\\u6d88\\n\\\"\\u0001\"}";

    assertEquals(
        """
        {
         "a": {},
         "b": [
          1,
          -2.5E+3,
          true,
          null
         ],
         "c": [],
         "d": "消\\n\\"\\u0001"
        }
        """,
        JsonWriter.write(JsonReader.read(text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | line 1, column 1: expected a value, found the end of the text",
        "[1,] | line 1, column 4: expected a value, found ']'",
        "[1 2] | line 1, column 4: expected ']', found '2'",
        "{\"a\" 1} | line 1, column 6: expected ':', found '1'",
        "{a: 1} | line 1, column 2: expected '\"', found 'a'",
        "\"abc | line 1, column 5: expected a quotation mark, found the end of the text",
        "\"\\x\" | line 1, column 3: expected an escaped character, found 'x'",
        "\"\\u12g4\" | line 1, column 4: expected four hexadecimal digits, found '1'",
        "01 | line 1, column 1: expected a value, found '0'",
        "nul | line 1, column 1: expected null, found 'n'",
        "[] [] | line 1, column 4: expected the end of the text, found '['"
      })
  void refuses_with_line_and_column(String text, String message) {
    assertEquals(
        message, assertThrows(JsonException.class, () -> JsonReader.read(text)).getMessage());
  }

  @Test
  void refuses_what_is_nested_too_deep() {
    String text = "[".repeat(100_000);

    assertThrows(JsonException.class, () -> JsonReader.read(text));
  }
}
