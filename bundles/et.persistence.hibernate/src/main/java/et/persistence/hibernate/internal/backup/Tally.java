package et.persistence.hibernate.internal.backup;

import et.persistence.Backups;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Counts rows, and digests them in whatever order they come: the sum of their SHA-256 modulo 2^256. Databases give rows in orders of their own, and to sort a million of
 * them for a digest would cost more than the backup. It tells copies that differ by accident, and proves nothing against who can choose the rows.
 */
public final class Tally {

    /** Bytes of a digest. */
    static final int DIGEST = 32;

    private final MessageDigest sha = sha256();
    private final byte[] sum = new byte[DIGEST];
    private long rows;
    private long bytes;

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Adds a row, as {@link RowBytes} makes its bytes. */
    public void add(byte[] row) {
        byte[] digest = sha.digest(row);
        int carry = 0;
        for (int i = DIGEST - 1; i >= 0; i--) {
            carry += (sum[i] & 0xff) + (digest[i] & 0xff);
            sum[i] = (byte) carry;
            carry >>>= 8;
        }
        rows++;
        bytes += row.length;
    }

    long rows() {
        return rows;
    }

    byte[] digest() {
        return sum.clone();
    }

    /** What was added until now. */
    public Backups.Table table(String name) {
        return new Backups.Table(name, rows, bytes, HexFormat.of().formatHex(sum));
    }
}
