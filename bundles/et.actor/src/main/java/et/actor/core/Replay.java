package et.actor.core;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import et.actor.Replayed;
import et.actor.Replayed.Difference;
import et.actor.core.Handling.Outcome;
import et.actor.core.Take.Ending;
import et.api.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets a version handle what another one has handled, each message by itself, with the state and all else that was recorded; and says what it does otherwise. */
final class Replay {

    private static final byte[] NOTHING = {};
    private static final int LONGEST_TEXT = 160;

    /** So much is shown of what is the same, before what is not. */
    private static final int CONTEXT = 40;

    /** One change of a busy handler must not hide all others. */
    private static final int SHOWN_OF_HANDLER = 3;

    private static final int MOST_SENTENCES = 4;

    private final Revision revision;
    private final Map<String, TypeEntry> candidates;
    private final Map<TypeEntry, Map<String, HandlerEntry>> handlers = new HashMap<>();
    private final List<Different> failures = new ArrayList<>();
    private final List<Different> differences = new ArrayList<>();

    /** A message of each kind that the candidate made, by the hash of its name: knows how to read others. */
    private final Map<Integer, Message> made = new HashMap<>();

    private int same;
    private int failing;
    private int differing;
    private int unsteady;

    private record Different(TypeEntry entry, Take take, Ending now) {}

    /**
     * @param revision knows how states of newer schemas become older ones
     * @param candidates the version, by type
     */
    Replay(Revision revision, Map<String, TypeEntry> candidates) {
        this.revision = revision;
        this.candidates = candidates;
        candidates.values().forEach(entry -> {
            Map<String, HandlerEntry> byName = new HashMap<>();
            entry.handlers.forEach(handler -> byName.put(handler.name, handler));
            handlers.put(entry, byName);
        });
    }

    /** Calls code of the candidate, on this thread. */
    Replayed of(List<Take> takes, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        Set<Object> actors = new HashSet<>();
        int done = 0;
        for (Take take : takes) {
            TypeEntry entry = candidates.get(take.call().actor().type());
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                break;
            }
            done++;
            actors.add(take.call().actor());
            if (entry != null) {
                compare(entry, take);
            }
        }
        List<Difference> shown = new ArrayList<>();
        failures.forEach(one -> shown.add(difference(one, true)));
        differences.forEach(one -> shown.add(difference(one, false)));
        return new Replayed(
                takes.size(),
                actors.size(),
                same,
                failing,
                differing,
                unsteady,
                takes.size() - done,
                List.copyOf(shown.subList(0, Math.min(Replayed.SHOWN, shown.size()))));
    }

    private void compare(TypeEntry entry, Take take) {
        Ending ending = run(entry, take);
        if (equal(take.ending(), ending)) {
            same++;
        } else if (!equal(ending, run(entry, take))) {
            unsteady++;
        } else {
            boolean fails = ending.outcome() == Outcome.FAILED && take.ending().outcome() != Outcome.FAILED;
            if (fails) {
                failing++;
            } else {
                differing++;
            }
            List<Different> some = fails ? failures : differences;
            long known = some.stream()
                    .filter(one -> one.take.call().handler().equals(take.call().handler()))
                    .count();
            if (some.size() < Replayed.SHOWN && known < SHOWN_OF_HANDLER) {
                some.add(new Different(entry, take, ending));
            }
        }
    }

    private Difference difference(Different one, boolean failing) {
        Take.Call call = one.take.call();
        String what = new Words(one.entry, made).difference(one.take.ending(), one.now);
        return new Difference(call.actor().toString(), call.handler(), failing, what);
    }

    private static boolean equal(Ending one, Ending other) {
        return one.outcome() == other.outcome()
                && (one.outcome() == Outcome.FAILED || one.text().equals(other.text()))
                && Arrays.equals(one.state(), other.state())
                && one.deeds().equals(other.deeds());
    }

    /** Lets it handle one message, on this thread. */
    Ending run(TypeEntry entry, Take take) {
        HandlerEntry handler =
                handlers.getOrDefault(entry, Map.of()).get(take.call().handler());
        if (handler == null) {
            return failed("there is no handler for it any more");
        }
        ReplayContext ctx = new ReplayContext(entry, take.call());
        try {
            Object argument = argument(handler, take.call().argument());
            if (argument == null) {
                return failed("the message cannot be read");
            }
            Object state = States.read(revision, entry, take.before());
            Object next = handler.call.call(ctx, state, argument);
            if (next == null) {
                return failed("the handler returned null (expected: the next state)");
            }
            return new Ending(
                    Outcome.DONE, "", States.bytes(entry, next, take.before().schema()), ctx.deeds());
        } catch (Refusal refusal) {
            return new Ending(Outcome.REFUSED, Recording.text(refusal), NOTHING, List.of());
        } catch (States.Unreadable unreadable) {
            return failed(String.valueOf(unreadable.getMessage()));
        } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
            return failed(Faults.describe(thrown));
        } finally {
            made.putAll(ctx.made());
        }
    }

    private static Ending failed(String why) {
        return new Ending(Outcome.FAILED, why, NOTHING, List.of());
    }

    private static @Nullable Object argument(HandlerEntry handler, Take.Argument recorded) {
        byte[] message = recorded.message();
        if (message != null) {
            return handler.read(message);
        } else if (recorded.failure() != null) {
            return recorded.failure();
        }
        return recorded.left() != null ? recorded.left() : Lane.NOTHING;
    }

    /** Says in words what is different. */
    private record Words(TypeEntry entry, Map<Integer, Message> made) {

        String difference(Ending recorded, Ending now) {
            if (now.outcome() != recorded.outcome() || now.outcome() != Outcome.DONE) {
                return ending(now) + "; recorded: " + ending(recorded);
            }
            List<String> sentences = new ArrayList<>();
            int most = Math.max(recorded.deeds().size(), now.deeds().size());
            for (int i = 0; i < most && sentences.size() < MOST_SENTENCES; i++) {
                String one = deed(recorded.deeds(), i);
                String other = deed(now.deeds(), i);
                if (!one.equals(other)) {
                    sentences.add(both("", other, one));
                }
            }
            if (!Arrays.equals(recorded.state(), now.state())) {
                sentences.add(both("its state becomes ", state(now.state()), state(recorded.state())));
            }
            return String.join(". ", sentences);
        }

        private static String ending(Ending ending) {
            return switch (ending.outcome()) {
                case DONE -> "it succeeds";
                case REFUSED -> "it refuses with " + ending.text();
                case FAILED -> "it fails: " + ending.text();
            };
        }

        private String deed(List<Deed> deeds, int at) {
            if (at >= deeds.size()) {
                return "nothing";
            }
            Deed deed = deeds.get(at);
            String what = "it " + deed.kind().says + deed.to();
            if (deed.message() == 0) {
                return what;
            }
            Message known = made.get(deed.message());
            String name = entry.names.getOrDefault(deed.message(), Integer.toHexString(deed.message()));
            return what + " "
                    + (known == null ? name + " of " + deed.payload().length + " bytes" : text(known, deed.payload()));
        }

        private String state(byte[] bytes) {
            try {
                // Of the recorded schema, which this code may know under other names.
                Object state = entry.codec.decode(bytes);
                return state instanceof Message message ? text(message) : bytes.length + " other bytes";
            } catch (Exception | StackOverflowError | LinkageError | AssertionError unreadable) {
                return bytes.length + " other bytes";
            }
        }

        private static String text(Message known, byte[] bytes) {
            try {
                Message message = known.getParserForType().parseFrom(bytes);
                return message.getDescriptorForType().getName() + " { " + text(message) + " }";
            } catch (InvalidProtocolBufferException e) {
                return known.getDescriptorForType().getName() + " that cannot be read";
            }
        }

        private static String text(Message message) {
            return TextFormat.printer()
                    .emittingSingleLine(true)
                    .printToString(message)
                    .strip();
        }

        /** Both; of long ones what is around the place where they part. */
        private static String both(String what, String now, String recorded) {
            int same = 0;
            int shorter = Math.min(now.length(), recorded.length());
            while (same < shorter && now.charAt(same) == recorded.charAt(same)) {
                same++;
            }
            int from = Math.max(now.length(), recorded.length()) <= LONGEST_TEXT ? 0 : Math.max(0, same - CONTEXT);
            return what + clipped(now, from) + "; recorded: " + clipped(recorded, from);
        }

        private static String clipped(String text, int from) {
            int end = Math.min(text.length(), from + LONGEST_TEXT);
            return (from > 0 ? "... " : "") + text.substring(from, end) + (end < text.length() ? " ..." : "");
        }
    }
}
