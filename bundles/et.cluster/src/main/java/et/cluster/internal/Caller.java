package et.cluster.internal;

import et.cluster.CallException;
import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.Self;
import et.cluster.Tier;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks logic containers, one after the other, over the links of one loop. {@link #call} on any thread. */
final class Caller {

    private final LinkSettings settings;
    private final Self self;
    private final Cluster cluster;
    private final LoopLinks links;
    private final Callees callees;
    private final AtomicInteger open = new AtomicInteger();
    private int turn;

    Caller(LinkSettings settings, Self self, Cluster cluster, LoopLinks links, Callees callees) {
        this.settings = settings;
        this.self = self;
        this.cluster = cluster;
        this.links = links;
        this.callees = callees;
    }

    CompletionStage<byte[]> call(String service, byte[] request) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        if (open.incrementAndGet() > settings.calls()) {
            open.decrementAndGet();
            answer.completeExceptionally(
                    new CallException("call of " + service + ": " + settings.calls() + " others wait already"));
        } else {
            answer.whenComplete((any, failure) -> open.decrementAndGet());
            links.loop().execute(() -> begin(service, request, answer));
        }
        return answer.minimalCompletionStage();
    }

    private void begin(String service, byte[] request, CompletableFuture<byte[]> answer) {
        ScheduledFuture<?> deadline = links.loop()
                .schedule(
                        () -> answer.completeExceptionally(new CallException(
                                "call of " + service + ": no answer within " + settings.callMillis() + " ms")),
                        settings.callMillis(),
                        TimeUnit.MILLISECONDS);
        answer.whenComplete((any, failure) -> deadline.cancel(false));
        if (self.tiers().contains(Tier.LOGIC)) {
            here(service, request, answer);
        } else {
            there(service, request, answer);
        }
    }

    private void here(String service, byte[] request, CompletableFuture<byte[]> answer) {
        CompletionStage<byte[]> own = callees.call(service, request);
        if (own == null) {
            answer.completeExceptionally(new CallException("call of " + service + ": nobody here answers it"));
            return;
        }
        own.whenComplete((bytes, failure) -> {
            if (failure == null) {
                answer.complete(bytes);
            } else {
                answer.completeExceptionally(new CallException("call of " + service + ": it failed"));
            }
        });
    }

    private void there(String service, byte[] request, CompletableFuture<byte[]> answer) {
        List<Member> candidates = cluster.members().stream()
                .filter(member -> member.tiers().contains(Tier.LOGIC)
                        && member.state() == Member.State.UP
                        && !member.draining()
                        && !member.lanes().isEmpty())
                .toList();
        for (int i = 0; i < candidates.size(); i++) {
            turn = turn + 1 & Integer.MAX_VALUE;
            try {
                links.open(candidates.get(turn % candidates.size()), 0).call(service, request, answer);
                return;
            } catch (IllegalStateException none) {
                // Nothing was sent: the next one is as good.
            }
        }
        answer.completeExceptionally(new CallException(
                "call of " + service + ": none of " + candidates.size() + " logic containers can be reached"));
    }
}
