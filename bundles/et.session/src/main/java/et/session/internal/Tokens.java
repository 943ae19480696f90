package et.session.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;

/** Makes tokens and session ids. Any thread. */
final class Tokens {

    /** Bytes of a token, and of a device's secret. */
    static final int BYTES = 32;

    private static final int RANDOM_BITS = 22;
    private static final long EPOCH = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

    private final SecureRandom random;
    private final Clock clock;

    Tokens(SecureRandom random, Clock clock) {
        this.random = random;
        this.clock = clock;
    }

    /** A new token; a secret. */
    byte[] token() {
        byte[] token = new byte[BYTES];
        random.nextBytes(token);
        return token;
    }

    /**
     * A new session id: 41 bits of milliseconds since 2020 (until 2089; then they begin again) and 22 random ones, so that ids of different
     * milliseconds never meet, and two of one millisecond hardly ever. The store refuses the rest. Positive.
     */
    long session() {
        long millis = (clock.millis() - EPOCH) & ((1L << (63 - RANDOM_BITS)) - 1);
        return millis << RANDOM_BITS | random.nextInt(1 << RANDOM_BITS);
    }

    /** What is stored of a token. A token has 256 random bits: one round of SHA-256 is all it takes. */
    static byte[] hash(byte[] token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
