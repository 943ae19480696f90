package et.gateway.internal;

import et.session.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks all loops and puts their answers together. A session that moves from one loop to another while they are asked would be seen twice or not
 * at all; then they are asked again.
 */
final class Census {

    /** Readings before one is taken that a moving session may have disturbed. */
    private static final int TRIES = 20;

    private record Count(Tally tally, long held) {}

    private final List<GatewayLoop> loops;
    private final Directory directory;

    Census(List<GatewayLoop> loops, Directory directory) {
        this.loops = loops;
        this.directory = directory;
    }

    CompletionStage<List<Sessions.Line>> lines() {
        return ask(loop -> loop.sessions().stream().map(GatewaySession::line).toList(), TRIES)
                .thenApply(lists -> lists.stream().flatMap(List::stream).toList());
    }

    CompletionStage<Sessions.Counters> counters() {
        return ask(Census::count, TRIES).thenApply(Census::sum);
    }

    private static Count count(GatewayLoop loop) {
        long held = 0;
        for (GatewaySession session : loop.sessions()) {
            held += session.open();
        }
        return new Count(loop.tally.copy(), held);
    }

    private static Sessions.Counters sum(List<Count> counts) {
        Tally sum = new Tally();
        long held = 0;
        for (Count count : counts) {
            sum.add(count.tally());
            held += count.held();
        }
        return new Sessions.Counters(
                sum.accepted, sum.answered, held, sum.abandoned, sum.unexpected, sum.reordered, sum.disconnected);
    }

    private <T> CompletableFuture<List<T>> ask(Function<GatewayLoop, T> question, int tries) {
        long mark = directory.mark();
        List<CompletableFuture<T>> answers = new ArrayList<>();
        for (GatewayLoop loop : loops) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            answers.add(answer);
            loop.execute(() -> {
                try {
                    answer.complete(question.apply(loop));
                } catch (RuntimeException failure) {
                    answer.completeExceptionally(failure);
                }
            });
        }
        return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
                .thenCompose(all -> tries > 1 && (mark < 0 || mark != directory.mark())
                        ? ask(question, tries - 1)
                        : CompletableFuture.completedFuture(
                                answers.stream().map(CompletableFuture::join).toList()));
    }
}
