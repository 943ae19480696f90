package et.bench;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What the requests of a workload look like. On one loop. */
interface Requests {

    /** The frame's bytes at most. */
    int size();

    /**
     * Adds a request to others in a buffer.
     *
     * @param due when it was to be sent, of {@link System#nanoTime()}
     * @param acks what its client has seen
     */
    void write(ByteBuf out, long number, long due, Acks acks);

    /** What each client sends before anything else, and waits for its answer; null: nothing. */
    default @Nullable Requests first() {
        return null;
    }

    /**
     * What a client has seen.
     *
     * @param answers up to which request
     * @param pushes up to which number
     */
    record Acks(long answers, long pushes) {}

    static Requests of(Options options) {
        return options.workload().delivers()
                ? new Say(options.payload(), options.tick())
                : new Same(Frames.add(options.payload()));
    }

    /** All are the same. */
    final class Same implements Requests {

        private final byte[] same;

        Same(byte[] same) {
            this.same = same;
        }

        @Override
        public int size() {
            return same.length + Frames.MOST;
        }

        @Override
        public void write(ByteBuf out, long number, long due, Acks acks) {
            Frames.request(out, number, same, acks);
        }
    }

    /** To an actor that tells all: each says when it was due. */
    final class Say implements Requests {

        private final byte[] same;
        private final Requests first;

        Say(int payload, int tick) {
            this.same = Frames.say(payload);
            this.first = new Same(Frames.enter(tick));
        }

        @Override
        public int size() {
            return same.length + Long.BYTES + Frames.MOST;
        }

        @Override
        public void write(ByteBuf out, long number, long due, Acks acks) {
            Frames.say(out, number, same, due, acks);
        }

        @Override
        public Requests first() {
            return first;
        }
    }
}
