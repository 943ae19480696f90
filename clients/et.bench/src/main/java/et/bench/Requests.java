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
     * @param framing what is around it on its way
     * @param due when it was to be sent, of {@link System#nanoTime()}
     * @param acks what its client has seen
     */
    void write(ByteBuf out, Framing framing, long number, long due, Acks acks);

    /** What this client sends, where not all send the same. Clients count from 0. */
    default Requests of(int client) {
        return this;
    }

    /** What each client sends before anything else, and waits for its answer; null: nothing. */
    default @Nullable Requests first() {
        return null;
    }

    /** Whether there is another one to send. Who asks sends it. */
    default boolean next() {
        return true;
    }

    /** Whether it is what pushes bring that is counted and timed; else it is answers. */
    default boolean delivers() {
        return false;
    }

    /** Whether answers come in the order of requests: one actor's do, several actors' need not. */
    default boolean ordered() {
        return true;
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
        public void write(ByteBuf out, Framing framing, long number, long due, Acks acks) {
            Frames.request(out, framing, number, same, acks);
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
        public void write(ByteBuf out, Framing framing, long number, long due, Acks acks) {
            Frames.say(out, framing, number, same, due, acks);
        }

        @Override
        public Requests first() {
            return first;
        }

        @Override
        public boolean delivers() {
            return true;
        }
    }

    /** Each to another actor: to every so many-th of a range of them. */
    final class Walk implements Requests {

        private final byte[] same;
        private long step = 1;
        private long end;
        private long asked;
        private long written;

        Walk(int payload) {
            this.same = Frames.wake(payload);
        }

        /** From now on to these; what was sent before is answered. */
        void over(long from, long end, long step) {
            this.asked = from;
            this.written = from;
            this.end = end;
            this.step = step;
        }

        @Override
        public int size() {
            return same.length + Frames.MOST_DIGITS + Frames.MOST;
        }

        @Override
        public boolean next() {
            if (asked >= end) {
                return false;
            }
            asked += step;
            return true;
        }

        @Override
        public boolean ordered() {
            return false;
        }

        /** How far it is. */
        double done() {
            return (double) written / end;
        }

        @Override
        public void write(ByteBuf out, Framing framing, long number, long due, Acks acks) {
            Frames.to(out, framing, number, same, written, acks);
            written += step;
        }
    }

    /** Each client to actors of its own, one after the other, over and over. */
    final class Around implements Requests {

        private final byte[] same;
        private final int first;
        private final int actors;
        private long written;

        /** @param actors of each client */
        Around(int payload, int actors) {
            this(Frames.save(payload), 0, actors);
        }

        private Around(byte[] same, int first, int actors) {
            this.same = same;
            this.first = first;
            this.actors = actors;
        }

        @Override
        public Requests of(int client) {
            return new Around(same, Math.multiplyExact(client, actors), actors);
        }

        @Override
        public int size() {
            return same.length + Frames.MOST_DIGITS + Frames.MOST;
        }

        @Override
        public boolean ordered() {
            return false;
        }

        @Override
        public void write(ByteBuf out, Framing framing, long number, long due, Acks acks) {
            Frames.to(out, framing, number, same, first + written % actors, acks);
            written++;
        }
    }
}
