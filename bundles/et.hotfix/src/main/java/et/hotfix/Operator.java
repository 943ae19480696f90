package et.hotfix;

import java.util.function.Consumer;

/**
 * Who asks for a hotfix.
 *
 * @param name the user's name, for the records
 * @param from the way by which they came, such as {@code ssh from 10.1.2.3}, for the audit; empty when nobody knows
 * @param told told in a sentence of each step; called on a control thread, must be quick
 */
public record Operator(String name, String from, Consumer<String> told) {}
