package et.actor.core;

import et.api.ActorRef;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what code of games did wrong: once per offence, with bundle, version and actor. Nothing thrown by a game is handed to the logger
 * as an object: loggers keep their last events, and with them the class loader.
 */
final class Faults {

    private static final Logger log = LoggerFactory.getLogger("et.actor.faults");
    private static final int STACK_CHARS = 4000;
    private static final int OFFENCES = 1000;

    private final Lane lane;
    private final Set<String> said = new HashSet<>();

    Faults(Lane lane) {
        this.lane = lane;
    }

    /** A handler threw. */
    void failed(TypeEntry entry, HandlerEntry handler, ActorRef actor, Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.interrupted();
        }
        if (handler.conduct.first(thrown.getClass().getName() + top(thrown))) {
            log.warn(
                    "Handler failed: {} of {} for {}. The actor is as it was, and no effect left. Said once; more are counted.\n{}",
                    handler.name,
                    entry.code,
                    actor,
                    stack(thrown));
        }
        if (handler.conduct.failed(lane.scheduler().currentTimeMillis())) {
            cutOff(handler);
        }
    }

    /** A handler has been cut off. */
    static void cutOff(HandlerEntry handler) {
        log.error(
                "Quarantined: {} of type {}, {}: {}. Its messages are answered with a failure until a hotfix replaces it or an"
                        + " operator lifts the quarantine.",
                handler.name,
                handler.owner.type(),
                handler.owner.code(),
                handler.conduct.reason());
    }

    void unencodable(TypeEntry entry, ActorRef actor, Throwable thrown) {
        if (once("encode " + entry.code + " " + thrown.getClass().getName())) {
            log.error(
                    "The state of {} cannot be encoded by {}; it is not written until that is repaired.\n{}",
                    actor,
                    entry,
                    stack(thrown));
        }
    }

    void unreadable(ActorRef actor, String why) {
        if (once("unreadable " + actor.type() + " " + why)) {
            log.error(
                    "{} is out of service, its stored state is untouched: {}. Said once for this reason.", actor, why);
        }
    }

    void undecided(ActorRef actor, String why) {
        if (once("undecided " + actor.type() + " " + why)) {
            log.warn("{} keeps its code: {}. Said once for this reason.", actor, why);
        }
    }

    void undeliverable(ActorRef to, ActorRef from, String why) {
        if (once("undeliverable " + to.type() + " " + from.type() + " " + why)) {
            log.warn("A message from {} to {} was not delivered: {}. Said once.", from, to, why);
        }
    }

    void timerWithoutHandler(TypeEntry entry, ActorRef actor, String timer) {
        if (once("timer " + entry.type + " " + entry.code + " " + timer)) {
            log.warn("The timer {} of {} was removed: {} has no handler for it. Said once.", timer, actor, entry);
        }
    }

    void blockingFailed(TypeEntry entry, ActorRef actor, Throwable thrown) {
        if (once("blocking " + entry.type + " " + entry.code + " "
                + thrown.getClass().getName())) {
            log.warn("Blocking work of {} for {} failed. Said once.\n{}", entry, actor, stack(thrown));
        }
    }

    private boolean once(String offence) {
        return said.size() < OFFENCES && said.add(offence);
    }

    private static String top(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        return stack.length == 0 ? "" : "@" + stack[0];
    }

    /** What was thrown, in one line. Foreign code may run here, and fail. */
    static String describe(Throwable thrown) {
        try {
            return String.valueOf(thrown);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError bad) {
            return thrown.getClass().getName();
        }
    }

    private static String stack(Throwable thrown) {
        try {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.getBuffer().length() > STACK_CHARS
                    ? text.getBuffer().substring(0, STACK_CHARS) + " ..."
                    : text.toString();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError bad) {
            return thrown.getClass().getName();
        }
    }
}
