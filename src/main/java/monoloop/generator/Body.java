package monoloop.generator;

import java.io.Serializable;

/**
 * The text of something that can be suspended: a lambda, a method reference or an anonymous class.
 *
 * <p>Serializable only so that the library can find the method behind a lambda; nothing is ever
 * serialized or deserialized.
 */
public interface Body extends Serializable {}
