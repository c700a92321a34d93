package monoloop.shell;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) as maps, lists, strings, {@link BigDecimal}s, booleans and nulls. Of equal
 * keys the last counts.
 */
final class JsonReader {
  private static final int DEEPEST = 200;

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * The value that the whole text is.
   *
   * @throws JsonException with line and column, if it is none
   */
  static @Nullable Object read(String text) throws JsonException {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    reader.space();
    if (reader.at < text.length()) {
      throw reader.wrong("the end of the text");
    }
    return value;
  }

  private @Nullable Object value() throws JsonException {
    space();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object() throws JsonException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    enter();
    if (!ends('}')) {
      do {
        space();
        String key = string();
        space();
        expect(':');
        members.put(key, value());
      } while (goesOn('}'));
    }
    depth--;
    return members;
  }

  private List<@Nullable Object> array() throws JsonException {
    List<@Nullable Object> items = new ArrayList<>();
    enter();
    if (!ends(']')) {
      do {
        items.add(value());
      } while (goesOn(']'));
    }
    depth--;
    return items;
  }

  private void enter() throws JsonException {
    at++;
    if (++depth > DEEPEST) {
      throw wrong("at most " + DEEPEST + " levels");
    }
  }

  private boolean ends(char bracket) {
    space();
    if (peek() == bracket) {
      at++;
      return true;
    }
    return false;
  }

  private boolean goesOn(char bracket) throws JsonException {
    space();
    if (peek() == ',') {
      at++;
      return true;
    }
    expect(bracket);
    return false;
  }

  private String string() throws JsonException {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (peek() != '"') {
      char c = peek();
      if (c < ' ') {
        throw wrong("a quotation mark");
      }
      at++;
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    return string.toString();
  }

  private char escaped() throws JsonException {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        at--;
        throw wrong("an escaped character");
      }
    };
  }

  private char unicode() throws JsonException {
    int end = Math.min(at + 4, text.length());
    String digits = text.substring(at, end);
    if (!digits.matches("[0-9a-fA-F]{4}")) {
      throw wrong("four hexadecimal digits");
    }
    at = end;
    return (char) Integer.parseInt(digits, 16);
  }

  private @Nullable Object word(String word, @Nullable Object value) throws JsonException {
    if (!text.startsWith(word, at)) {
      throw wrong(word);
    }
    at += word.length();
    return value;
  }

  private BigDecimal number() throws JsonException {
    int start = at;
    while ("+-.0123456789eE".indexOf(peek()) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    if (!number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d{1,9})?")) {
      at = start;
      throw wrong("a value");
    }
    return new BigDecimal(number);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void expect(char c) throws JsonException {
    if (peek() != c) {
      throw wrong("'" + c + "'");
    }
    at++;
  }

  /** The next character, or one that no rule expects. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private JsonException wrong(String expected) {
    long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    int column = at - text.lastIndexOf('\n', at - 1);
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end of the text";
    return new JsonException(
        "line " + line + ", column " + column + ": expected " + expected + ", found " + found);
  }
}
