/**
 * The subtle rules, one test each, by number: {@code rule_42_...} is rule 42.
 *
 * <p>Written as a user's program would be, with nothing but the public packages.
 */
@org.jspecify.annotations.NullMarked
package monoloop.rules;
