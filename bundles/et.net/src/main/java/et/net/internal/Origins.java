package et.net.internal;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which web pages may connect. A browser says where a page came from; other clients say nothing, and could say anything. */
final class Origins {

    private static final String ANY = "*";
    private static final String ANY_PORT = ":*";

    private final List<String> allowed;

    private Origins(List<String> allowed) {
        this.allowed = allowed;
    }

    /** Reads origins separated by commas. */
    static Origins of(String commaSeparated) {
        List<String> allowed = Arrays.stream(commaSeparated.split(",", -1))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .toList();
        for (String origin : allowed) {
            if (!origin.equals(ANY) && !origin.matches("https?://[^/*]+(:\\*)?")) {
                throw new IllegalArgumentException("et.net ws.origins: " + origin
                        + " (expected: *, or as in https://play.example.org or http://localhost:*)");
            }
        }
        return new Origins(allowed);
    }

    /** Whether a client with this Origin header may connect; null when it sent none. */
    boolean allow(@Nullable String origin) {
        return origin == null || allowed.stream().anyMatch(one -> matches(one, origin));
    }

    private static boolean matches(String allowed, String origin) {
        if (allowed.equals(ANY)) {
            return true;
        }
        if (!allowed.endsWith(ANY_PORT)) {
            return allowed.equals(origin);
        }
        String host = allowed.substring(0, allowed.length() - ANY_PORT.length());
        return origin.equals(host) || origin.startsWith(host + ":");
    }
}
