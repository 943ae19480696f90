package et.signature.internal;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What a manifest says of what a bundle is. */
final class Headers {

    /** Games import this package, and nothing can be logic without it. */
    private static final String API = "et.api";

    /** The name as a clause or one of its paths, also quoted in an attribute's place; rather once too often. */
    private static final Pattern NAMES_API =
            Pattern.compile("(?:^|[,;\\s\"])" + Pattern.quote(API) + "(?:$|[,;\\s\"*])");

    private Headers() {}

    /** Whether this is game logic. */
    static boolean importApi(UnaryOperator<String> header) {
        return names(header.apply("Import-Package")) || names(header.apply("Require-Bundle"));
    }

    /** Whether this is game logic, or could be: who imports as it likes can have the API, too. */
    static boolean mayBeLogic(UnaryOperator<String> header) {
        return importApi(header) || !header.apply("DynamicImport-Package").isBlank();
    }

    private static boolean names(String clauses) {
        return NAMES_API.matcher(clauses).find();
    }
}
