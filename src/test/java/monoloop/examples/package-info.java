/** Programs of a page each. Everyone has a {@code main}, and is run by {@link ExamplesTest}. */
package monoloop.examples;
