package et.session.internal;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * The cost of one Argon2id (RFC 9106).
 *
 * @param memory KiB
 * @param iterations passes over the memory
 * @param lanes the degree of parallelism; et computes lanes one after the other
 */
record Argon(int memory, int iterations, int lanes) {

    /** A salt and the hash made with it. */
    record Hash(Argon cost, byte[] salt, byte[] hash) {

        private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
                + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

        /** As a PHC string. */
        @Override
        public String toString() {
            Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
            return "$argon2id$v=19$m=" + cost.memory + ",t=" + cost.iterations + ",p=" + cost.lanes + "$"
                    + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
        }

        /** @throws IllegalArgumentException when it is no PHC string of Argon2id */
        static Hash parse(String phc) {
            Matcher matcher = PHC.matcher(phc);
            if (!matcher.matches()) {
                // The string itself is a secret.
                throw new IllegalArgumentException("a stored password hash is no PHC string of argon2id, version 19");
            }
            Argon cost = new Argon(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
            Base64.Decoder base64 = Base64.getDecoder();
            return new Hash(cost, base64.decode(matcher.group(4)), base64.decode(matcher.group(5)));
        }
    }

    Argon {
        // The floor of RFC 9106 is 8 KiB a lane; the ceiling keeps a stored string from asking for more than the heap.
        check("memory", memory, 8 * Math.max(lanes, 1), 1 << 20);
        check("iterations", iterations, 1, 100);
        check("lanes", lanes, 1, 16);
    }

    /** Hashes; some tens of milliseconds at the usual cost. */
    byte[] hash(byte[] password, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(iterations)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password, hash);
        return hash;
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "argon2id " + name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
