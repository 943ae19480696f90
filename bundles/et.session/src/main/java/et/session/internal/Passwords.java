package et.session.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** Hashes passwords and checks them. Any thread; each call costs one Argon2id. */
final class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final Argon cost;
    private final SecureRandom random;

    /** What the passwords of accounts that do not exist are checked against. */
    private final Argon.Hash nobody;

    Passwords(Argon cost, SecureRandom random) {
        this.cost = cost;
        this.random = random;
        this.nobody = new Argon.Hash(cost, bytes(SALT_BYTES), bytes(HASH_BYTES));
    }

    /** A PHC string for a password. */
    String hash(String password) {
        byte[] salt = bytes(SALT_BYTES);
        return new Argon.Hash(cost, salt, compute(cost, password, salt, HASH_BYTES)).toString();
    }

    /** Whether the password is the one that the PHC string was made of. */
    boolean matches(String password, String phc) {
        return matches(password, Argon.Hash.parse(phc));
    }

    /** Takes as long as a check, for an account that does not exist. */
    void matchesNobody(String password) {
        matches(password, nobody);
    }

    /** Whether the PHC string was made at another cost than is asked for now. */
    boolean outdated(String phc) {
        return !Argon.Hash.parse(phc).cost().equals(cost);
    }

    private static boolean matches(String password, Argon.Hash stored) {
        byte[] computed = compute(stored.cost(), password, stored.salt(), stored.hash().length);
        return MessageDigest.isEqual(computed, stored.hash());
    }

    private static byte[] compute(Argon cost, String password, byte[] salt, int length) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        try {
            return cost.hash(bytes, salt, length);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
