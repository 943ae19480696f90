package et.actor.core;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import et.api.ActorContext;
import org.jspecify.annotations.Nullable;

/** One handler of one version: what to call, and what is known of its conduct. */
final class HandlerEntry {

    /** The one shape that all handlers of the API are brought into. */
    @FunctionalInterface
    interface Call {
        @Nullable Object call(ActorContext ctx, Object state, Object argument) throws Exception;
    }

    /** Whose handler it is. */
    final TypeEntry.Identity owner;

    private final Tally[] tallies;

    /** For people: {@code request et.sample.Add}, {@code timer decay}. */
    final String name;

    final Call call;

    /** The class of its message; of no meaning for timers and events. */
    final Class<?> message;

    private final @Nullable Parser<? extends Message> parser;

    /** Whether clients may send its message. */
    final boolean fromClients;

    /** The longest time until a change is written, in milliseconds; 0: effects wait until it is. */
    final long relaxedMillis;

    final Conduct conduct;

    /** How often its messages are recorded. */
    final Pace pace;

    HandlerEntry(
            TypeEntry.Identity owner,
            Tally[] tallies,
            String name,
            Call call,
            Class<?> message,
            @Nullable Parser<? extends Message> parser,
            boolean fromClients,
            long relaxedMillis,
            Conduct conduct) {
        this.owner = owner;
        this.tallies = tallies;
        this.name = name;
        this.call = call;
        this.message = message;
        this.parser = parser;
        this.fromClients = fromClients;
        this.relaxedMillis = relaxedMillis;
        this.conduct = conduct;
        this.pace = new Pace(tallies.length);
    }

    Tally tally(int lane) {
        return tallies[lane];
    }

    boolean relaxed() {
        return relaxedMillis > 0;
    }

    /** The message as this version's class; null when the bytes are no such message. */
    @Nullable Object read(Payload payload) {
        Object same = payload.as(message);
        return same != null ? same : read(payload.bytes());
    }

    @Nullable Object read(byte[] bytes) {
        Parser<? extends Message> known = parser;
        if (known == null) {
            return null;
        }
        try {
            return known.parseFrom(bytes);
        } catch (InvalidProtocolBufferException unreadable) {
            return null;
        }
    }
}
