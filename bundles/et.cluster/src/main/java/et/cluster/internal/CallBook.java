package et.cluster.internal;

import et.cluster.CallException;
import io.netty.util.collection.IntObjectHashMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The calls of one link that have not been answered. One loop only; who asks bounds their number and their time. */
final class CallBook {

    private record Open(String service, Peer peer, CompletableFuture<byte[]> answer) {

        void fail(String why) {
            answer.completeExceptionally(new CallException("call of " + service + " at " + peer + ": " + why));
        }
    }

    private final IntObjectHashMap<Open> open = new IntObjectHashMap<>();
    private int next;

    int add(String service, Peer peer, CompletableFuture<byte[]> answer) {
        int call = next;
        next = next + 1 & Integer.MAX_VALUE;
        open.put(call, new Open(service, peer, answer));
        // Also when its time is over.
        answer.whenComplete((any, failure) -> open.remove(call));
        return call;
    }

    void fail(int call, String why) {
        Open failed = open.get(call);
        if (failed != null) {
            failed.fail(why);
        }
    }

    /** An answer; it may have come too late. */
    void returned(FrameIn in) {
        Open asked = open.get(in.varint());
        int outcome = in.within("outcome", in.fixed1(), Wire.TOO_MANY_CALLS + 1);
        byte[] answer = in.bytes();
        if (asked == null) {
            return;
        }
        String failure = failure(outcome);
        if (failure == null) {
            asked.answer().complete(answer);
        } else {
            asked.fail(failure);
        }
    }

    private static @Nullable String failure(int outcome) {
        return switch (outcome) {
            case Wire.ANSWERED -> null;
            case Wire.UNKNOWN_SERVICE -> "nobody there answers it";
            case Wire.TOO_MANY_CALLS -> "too many calls wait there";
            default -> "it failed there";
        };
    }

    void broken(Down why) {
        for (Open lost : open.values().toArray(new Open[0])) {
            lost.fail("the link broke: " + why.text());
        }
    }
}
