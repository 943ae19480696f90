package et.persistence.hibernate.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row as bytes, the same for the same values in every kind of database. For one table, and one thread at a time. */
public final class RowBytes {

    /** No row of et comes near: an actor has up to 2 MiB. */
    public static final int MOST = 32 << 20;

    private static final int FIRST = 1 << 10;

    private final List<Layout.Column> columns;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST);

    public RowBytes(Layout layout) {
        columns = layout.columns();
    }

    /**
     * The bytes of the values of all columns.
     *
     * @throws IllegalArgumentException they are more than {@link #MOST}
     */
    public byte[] of(@Nullable Object[] values) {
        buffer.clear();
        for (int i = 0; i < values.length; i++) {
            put(columns.get(i), values[i]);
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void put(Layout.Column column, @Nullable Object value) {
        room(1 + Long.BYTES);
        buffer.put((byte) (value == null ? 0 : 1));
        if (value == null) {
            return;
        }
        switch (column.kind()) {
            case WHOLE -> buffer.putLong((Long) value);
            case REAL -> buffer.putDouble((Double) value);
            case MOMENT -> buffer.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
            case TEXT -> put(((String) value).getBytes(UTF_8));
            case BYTES -> put((byte[]) value);
        }
    }

    private void put(byte[] bytes) {
        room(Integer.BYTES + bytes.length);
        buffer.putInt(bytes.length).put(bytes);
    }

    private void room(int more) {
        long wanted = (long) buffer.position() + more;
        if (wanted > MOST) {
            throw new IllegalArgumentException("a row has at least " + wanted + " bytes (expected: <= " + MOST + ")");
        }
        if (wanted > buffer.capacity()) {
            var larger = ByteBuffer.allocate((int) Math.min(MOST, Math.max(wanted, 2L * buffer.capacity())));
            buffer = larger.put(buffer.flip());
        }
    }

    /**
     * The values that {@link #of} made these bytes of.
     *
     * @throws IOException nothing makes such bytes
     */
    @Nullable Object[] values(byte[] row) throws IOException {
        var in = ByteBuffer.wrap(row);
        var values = new Object[columns.size()];
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = value(columns.get(i), in);
            }
        } catch (BufferUnderflowException | DateTimeException | ArithmeticException wrong) {
            throw new IOException("a row makes no sense", wrong);
        }
        if (in.hasRemaining()) {
            throw new IOException("a row has " + in.remaining() + " bytes too many");
        }
        return values;
    }

    private static @Nullable Object value(Layout.Column column, ByteBuffer in) throws IOException {
        byte there = in.get();
        if (there != 0 && there != 1) {
            throw new IOException("a row makes no sense");
        }
        if (there == 0) {
            return null;
        }
        return switch (column.kind()) {
            case WHOLE -> in.getLong();
            case REAL -> in.getDouble();
            case MOMENT -> Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
            case TEXT -> new String(bytes(in), UTF_8);
            case BYTES -> bytes(in);
        };
    }

    /** No more than there are: so a length needs no other bound. */
    private static byte[] bytes(ByteBuffer in) throws IOException {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IOException("a value has a length of " + length + " (expected: 0 to " + in.remaining() + ")");
        }
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
