package et.bench;

import java.util.Locale;

/** What connections go over. */
enum Transport {
    TCP(Framing.LENGTH),
    WS(Framing.WEB_SOCKET_CLIENT);

    /** What a client puts around its envelopes. */
    final Framing framing;

    Transport(Framing framing) {
        this.framing = framing;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is none of this name */
    static Transport of(String word) {
        return switch (word) {
            case "tcp" -> TCP;
            case "ws" -> WS;
            default -> throw new IllegalArgumentException("--transport: " + word + " (expected: tcp or ws)");
        };
    }
}
