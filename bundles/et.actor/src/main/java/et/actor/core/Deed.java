package et.actor.core;

import et.persistence.TableQuery;
import et.persistence.TableWrite;
import java.util.Arrays;

/**
 * Something that a handler asked for, as bytes: no class of a logic bundle is held.
 *
 * @param to whom it is for, or the timer's name and times
 * @param message hash of the message's name; 0 where there is none
 */
record Deed(Kind kind, String to, int message, byte[] payload) {

    private static final byte[] NOTHING = {};

    /** What it is, in the words of {@code "it " + says + to}. */
    enum Kind {
        REPLY("replies"),
        PUSH("pushes to "),
        BROADCAST("broadcasts"),
        TELL("tells "),
        SEND("sends "),
        ASK("asks "),
        BLOCKING("has blocking work done within "),
        JOIN("lets join "),
        LEAVE("lets leave "),
        TIMER("starts the timer "),
        STOP("stops the timer "),
        FIND("looks for "),
        PUT("puts "),
        INSERT("inserts "),
        DELETE("deletes ");

        final String says;

        Kind(String says) {
            this.says = says;
        }
    }

    static Deed of(Kind kind, String to) {
        return new Deed(kind, to, 0, NOTHING);
    }

    /** A timer that is to be started or stopped. */
    static Deed of(Context.TimerChange change) {
        if (change.periodMs() == Context.TimerChange.STOP) {
            return of(Kind.STOP, change.name());
        }
        String every = change.periodMs() == 0 ? "" : ", every " + change.periodMs() + " ms";
        return of(Kind.TIMER, change.name() + " in " + change.delayMs() + " ms" + every);
    }

    /** A row of a table. */
    static Deed of(TableWrite write) {
        return of(Kind.valueOf(write.what().name()), write.text());
    }

    /** A query. */
    static Deed find(String name, TableQuery query, long millis) {
        return of(Kind.FIND, name + " within " + millis + " ms: " + query.text());
    }

    int bytes() {
        return payload.length + 2 * to.length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Deed deed
                && kind == deed.kind
                && to.equals(deed.to)
                && message == deed.message
                && Arrays.equals(payload, deed.payload);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind.hashCode() + to.hashCode()) + Arrays.hashCode(payload);
    }
}
