package et.actor.core;

import com.google.protobuf.MessageLite;
import et.actor.core.Handling.Outcome;
import et.api.Failure;
import et.api.Refusal;
import et.api.SessionRef;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A {@link Take} while its handler runs. What the handler draws comes from here, so that it can be given again. On the lane. */
final class Recording {

    private static final byte[] NOTHING = {};

    private final Recorder recorder;
    private final Context ctx;
    private final Cell.Bytes before;
    private final TypeEntry entry;
    private final String handler;
    private final Take.Argument argument;
    private final List<SessionRef> joined;
    private final List<Long> ids = new ArrayList<>(0);
    private long seed;
    private @Nullable RandomGenerator random;

    Recording(
            Recorder recorder,
            Context ctx,
            Cell.Bytes before,
            TypeEntry entry,
            HandlerEntry handler,
            Object argument,
            List<SessionRef> joined) {
        this.recorder = recorder;
        this.ctx = ctx;
        this.before = before;
        this.entry = entry;
        this.handler = handler.name;
        this.joined = joined;
        this.argument = new Take.Argument(
                argument instanceof MessageLite message ? message.toByteArray() : null,
                argument instanceof Failure failure ? failure : null,
                argument instanceof SessionRef left ? left : null);
    }

    /** The state as bytes; null when the code cannot encode it. */
    static byte @Nullable [] encode(TypeEntry entry, Object state) {
        try {
            return entry.codec.encode(state);
        } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
            return null; // whoever has to write it says so
        }
    }

    RandomGenerator random() {
        RandomGenerator known = random;
        if (known == null) {
            seed = recorder.seed();
            known = new SplittableRandom(seed);
            random = known;
        }
        return known;
    }

    long id(long id) {
        ids.add(id);
        return id;
    }

    /** The handler has returned; nothing that it asked for has been made so. */
    void done(Object next) {
        byte[] state = encode(entry, next);
        if (state != null) {
            keep(Outcome.DONE, "", state, deeds());
        }
    }

    void refused(Refusal refusal) {
        keep(Outcome.REFUSED, text(refusal), NOTHING, List.of());
    }

    void failed(Throwable thrown) {
        keep(Outcome.FAILED, Faults.describe(thrown), NOTHING, List.of());
    }

    /** What a refusal says. */
    static String text(Refusal refusal) {
        return refusal.code() + " " + refusal.getMessage();
    }

    private void keep(Outcome outcome, String text, byte[] state, List<Deed> deeds) {
        SessionEntry session = ctx.session;
        recorder.keep(new Take(
                new Take.Call(
                        ctx.self(),
                        handler,
                        argument,
                        session == null ? null : session.ref(),
                        ctx.sender,
                        joined,
                        ctx.nowMs(),
                        seed,
                        List.copyOf(ids)),
                before,
                new Take.Ending(outcome, text, state, deeds)));
    }

    private List<Deed> deeds() {
        List<Deed> deeds = new ArrayList<>(ctx.effects.size() + ctx.timers.size() + 1);
        for (Effect effect : ctx.effects) {
            Deed deed = deed(effect);
            if (deed != null) {
                deeds.add(deed);
            }
        }
        Payload reply = ctx.reply;
        if (reply != null) {
            deeds.add(new Deed(Deed.Kind.REPLY, "", reply.message(), reply.bytes()));
        }
        ctx.timers.forEach(change -> deeds.add(Deed.of(change)));
        ctx.tables.writes().forEach(write -> deeds.add(Deed.of(write)));
        return deeds;
    }

    private static @Nullable Deed deed(Effect effect) {
        if (effect instanceof Effect.Push push) {
            return new Deed(Deed.Kind.PUSH, ReplayContext.name(push.to().ref()), push.message(), push.payload());
        } else if (effect instanceof Effect.Broadcast all) {
            return new Deed(Deed.Kind.BROADCAST, "", all.message(), all.payload());
        } else if (effect instanceof Effect.Tell tell) {
            return deed(Deed.Kind.TELL, tell.to().toString(), tell.payload());
        } else if (effect instanceof Effect.Outgoing outgoing) {
            return deed(Deed.Kind.SEND, outgoing.entry().to.toString(), outgoing.entry().payload);
        } else if (effect instanceof Effect.Ask ask) {
            return deed(Deed.Kind.ASK, ReplayContext.within(ask.to(), ask.deadlineMs()), ask.payload());
        } else if (effect instanceof Effect.Blocking work) {
            return Deed.of(Deed.Kind.BLOCKING, work.deadlineMs() + " ms");
        } else if (effect instanceof Effect.Find find) {
            return Deed.find(find.name(), find.query(), find.deadlineMs());
        } else if (effect instanceof Effect.Joined joined) {
            return Deed.of(Deed.Kind.JOIN, ReplayContext.name(joined.session().ref()));
        } else if (effect instanceof Effect.Left left) {
            return Deed.of(Deed.Kind.LEAVE, ReplayContext.name(left.session().ref()));
        }
        return null; // the core's own
    }

    private static Deed deed(Deed.Kind kind, String to, Payload payload) {
        return new Deed(kind, to, payload.message(), payload.bytes());
    }
}
