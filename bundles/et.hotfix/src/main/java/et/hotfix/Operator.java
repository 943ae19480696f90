package et.hotfix;

import java.util.function.Consumer;

/**
 * Who asks for a hotfix.
 *
 * @param name the user's name, for the records
 * @param told told in a sentence of each step; called on a control thread, must be quick
 */
public record Operator(String name, Consumer<String> told) {}
