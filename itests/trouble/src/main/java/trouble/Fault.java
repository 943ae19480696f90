package trouble;

import com.google.protobuf.Parser;
import et.api.Handlers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** What is wrong with a version: as it is written in its jar, in {@code trouble/fault}. Nothing where there is no such file. */
enum Fault {
    NONE,
    /** Two of a hundred orders fail. */
    THROWS_SOMETIMES,
    /** A handler takes far longer than it did. */
    IS_SLOW,
    /** A handler never ends. */
    LOOPS,
    /** A handler allocates as much as it likes. */
    ALLOCATES,
    /** A handler writes nonsense into the state. */
    CORRUPTS,
    /** No state can be taken over. */
    MIGRATES_BADLY,
    /** Some actors only have trouble. */
    FAILS_FOR_SOME,
    /** The state is another message than it was. */
    HAS_ANOTHER_STATE,
    /** A handler waits for what only its own lane could do. */
    WAITS_FOR_ITSELF,
    /** Handlers on two lanes take two locks, each in another order; they can be interrupted. */
    LOCKS_CROSSWISE,
    /** A thread is started, and goes on for ever. */
    LEAKS_A_THREAD,
    /** Its definition does not end. */
    BLOCKS_IN_DEFINE,
    /** Its definition fails. */
    THROWS_IN_DEFINE;

    private static final Lock LEFT = new ReentrantLock();
    private static final Lock RIGHT = new ReentrantLock();

    private static final int SLOW_MILLIS = 5;
    private static final int LONG_SECONDS = 10;
    private static final int MUCH = 256 << 10;

    static Fault read() {
        try (InputStream in = Fault.class.getResourceAsStream("/trouble/fault")) {
            return in == null ? NONE : valueOf(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    void define(Handlers<TroubleState> on) {
        if (this == HAS_ANOTHER_STATE) {
            on.state((Parser<TroubleState>) (Parser<?>) Throw.parser());
        } else {
            on.state(TroubleState.parser());
        }
        switch (this) {
            case MIGRATES_BADLY -> {
                on.schema(2);
                on.upgrade(1, state -> {
                    throw new IllegalStateException("cannot be migrated");
                });
            }
            case LEAKS_A_THREAD -> new Thread(Fault::goOn, "leak").start();
            case BLOCKS_IN_DEFINE -> goOn();
            case THROWS_IN_DEFINE -> throw new IllegalStateException("cannot be defined");
            default -> {}
        }
    }

    /** The state that a handler goes on with. */
    TroubleState act(String actor, Behave order, TroubleState state) {
        switch (this) {
            case THROWS_SOMETIMES -> throwIf(order.getNumber() % 50 == 0);
            case FAILS_FOR_SOME -> throwIf(actor.endsWith("7"));
            case IS_SLOW -> spin(TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS));
            case LOOPS -> spin(TimeUnit.SECONDS.toNanos(LONG_SECONDS));
            case WAITS_FOR_ITSELF -> goOn();
            case LOCKS_CROSSWISE -> {
                boolean even = actor.charAt(actor.length() - 1) % 2 == 0;
                lock(even ? LEFT : RIGHT, even ? RIGHT : LEFT);
            }
            case ALLOCATES -> {
                byte[] much = new byte[MUCH];
                throwIf(much[order.getNumber() % MUCH] != 0);
            }
            case CORRUPTS -> {
                return state.toBuilder().setHandled(-1000).build();
            }
            default -> {}
        }
        return state;
    }

    private static void throwIf(boolean wrong) {
        if (wrong) {
            throw new IllegalStateException("thrown because a test asked for it");
        }
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static void lock(Lock first, Lock second) {
        try {
            first.lockInterruptibly();
            try {
                spin(TimeUnit.MILLISECONDS.toNanos(1));
                second.lockInterruptibly();
                second.unlock();
            } finally {
                first.unlock();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while it waited for a lock", e);
        }
    }

    private static void goOn() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while it waited", e);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
