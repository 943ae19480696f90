package et.launcher;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keys on their way to the container, with an eye on Ctrl-C. The first one goes through, where it stops the command that
 * runs; a second one within two seconds ends the stream.
 */
final class InterruptWatch extends FilterInputStream {

    private static final int INTERRUPT = 3;
    private static final long TWICE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final byte[] HINT = "\r\n(Ctrl-C once more stops the container)".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream screen;
    private final LongSupplier nanoTime;
    private boolean interrupted;
    private long interruptedAt;

    InterruptWatch(InputStream keys, OutputStream screen, LongSupplier nanoTime) {
        super(keys);
        this.nanoTime = nanoTime;
        this.screen = screen;
    }

    @Override
    public int read() throws IOException {
        int key = super.read();
        if (key != INTERRUPT) {
            interrupted = false;
            return key;
        }
        long now = nanoTime.getAsLong();
        if (interrupted && now - interruptedAt < TWICE_NANOS) {
            return -1;
        }
        interrupted = true;
        interruptedAt = now;
        screen.write(HINT);
        screen.flush();
        return key;
    }

    /** One key at a time: a person types, and a paste is short. */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int key = read();
        if (key < 0) {
            return -1;
        }
        buffer[offset] = (byte) key;
        return 1;
    }
}
