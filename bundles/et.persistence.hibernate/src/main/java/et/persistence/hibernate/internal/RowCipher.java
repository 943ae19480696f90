package et.persistence.hibernate.internal;

import et.persistence.ActorRow;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals the state and the book of a row with one key: AES-256-GCM over both at once, bound to all other columns that say what they are. Any thread.
 *
 * <p>In the database, {@code state} is 12 bytes of salt, 12 bytes of nonce and the state's ciphertext; {@code book} is the book's ciphertext and 16
 * bytes of tag. Both bytes are random for each write. The salt makes a key for this write alone out of the ring's key (NIST SP 800-108, counter mode,
 * HMAC-SHA256): one key of GCM with random nonces is good for 2^32 messages, which a busy game has written in two days; so it would take the same 192
 * bits twice, and after 2^64 writes that has happened with a probability of 2^-65.
 */
final class RowCipher {

    private static final int SALT = 12;
    private static final int NONCE = 12;
    private static final int TAG = 16;

    /** What stands before a state. */
    static final int BEFORE_STATE = SALT + NONCE;

    /** What stands behind a book. */
    static final int BEHIND_BOOK = TAG;

    /** The first byte of what is bound: another way to seal has another one. */
    private static final int FORMAT = 1;

    private static final byte[] LABEL = "et actor row".getBytes(StandardCharsets.US_ASCII);
    private static final String MAC = "HmacSHA256";
    private static final int KEY_BITS = 256;

    private final int number;
    private final SecretKeySpec master;
    private final SecureRandom random = new SecureRandom();

    /** @param key 32 bytes */
    RowCipher(int number, byte[] key) {
        this.number = number;
        master = new SecretKeySpec(key, MAC);
    }

    /** The row as it is to lie in the database. */
    ActorRow seal(ActorRow row) {
        byte[] fresh = new byte[BEFORE_STATE];
        random.nextBytes(fresh);
        int length = row.state().length;
        byte[] all = Arrays.copyOf(fresh, BEFORE_STATE + length + row.book().length + TAG);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, fresh);
            cipher.updateAAD(bound(row, length));
            int at = BEFORE_STATE + cipher.update(row.state(), 0, length, all, BEFORE_STATE);
            cipher.doFinal(row.book(), 0, row.book().length, all, at);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES-GCM", impossible);
        }
        return row.with(
                Arrays.copyOf(all, BEFORE_STATE + length), Arrays.copyOfRange(all, BEFORE_STATE + length, all.length));
    }

    /** The row as it was before {@link #seal}; null when it is not what was sealed, in whatever column. */
    @Nullable ActorRow open(ActorRow stored) {
        int length = stored.state().length - BEFORE_STATE;
        if (length < 0 || stored.book().length < TAG) {
            return null;
        }
        byte[] all = new byte[length + stored.book().length];
        System.arraycopy(stored.state(), BEFORE_STATE, all, 0, length);
        System.arraycopy(stored.book(), 0, all, length, stored.book().length);
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, stored.state());
            cipher.updateAAD(bound(stored, length));
            byte[] plain = cipher.doFinal(all);
            return stored.with(Arrays.copyOf(plain, length), Arrays.copyOfRange(plain, length, plain.length));
        } catch (AEADBadTagException altered) {
            return null;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES-GCM", impossible);
        }
    }

    private Cipher cipher(int mode, byte[] fresh) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(fresh), new GCMParameterSpec(TAG * Byte.SIZE, fresh, SALT, NONCE));
        return cipher;
    }

    /** The key of one write: one block of the key derivation, as it has as many bits as the MAC. */
    private SecretKeySpec key(byte[] salt) throws GeneralSecurityException {
        var mac = Mac.getInstance(MAC);
        mac.init(master);
        mac.update(new byte[] {0, 0, 0, 1});
        mac.update(LABEL);
        mac.update((byte) 0);
        mac.update(salt, 0, SALT);
        mac.update(new byte[] {0, 0, KEY_BITS >> 8, 0});
        return new SecretKeySpec(mac.doFinal(), "AES");
    }

    /** All that says what the bytes are; the shard follows from type and id, and may be another one for another number of shards. */
    private byte[] bound(ActorRow row, int stateLength) {
        var bytes = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeInt(number);
            out.writeUTF(row.type());
            out.writeUTF(row.id());
            out.writeInt(row.schema());
            out.writeLong(row.revision());
            out.writeLong(row.epoch());
            out.writeLong(row.wakeAt());
            out.writeUTF(row.code());
            out.writeInt(stateLength);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
