package et.hotfix.internal;

import et.actor.Replayed;
import et.proto.hotfix.Difference;
import et.proto.hotfix.Replay;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What containers found when they let new code handle what was recorded, as one. */
final class Replays {

    private Replays() {}

    static Replay wire(Replayed replayed) {
        Replay.Builder replay = Replay.newBuilder()
                .setMessages(replayed.messages())
                .setActors(replayed.actors())
                .setSame(replayed.same())
                .setFailing(replayed.failing())
                .setDiffering(replayed.differing())
                .setUnsteady(replayed.unsteady())
                .setLeft(replayed.left());
        replayed.differences()
                .forEach(one -> replay.addDifferences(Difference.newBuilder()
                        .setActor(one.actor())
                        .setHandler(one.handler())
                        .setFailing(one.failing())
                        .setWhat(one.what())));
        return replay.build();
    }

    static Replayed read(Replay replay) {
        return new Replayed(
                replay.getMessages(),
                replay.getActors(),
                replay.getSame(),
                replay.getFailing(),
                replay.getDiffering(),
                replay.getUnsteady(),
                replay.getLeft(),
                replay.getDifferencesList().stream()
                        .map(one -> new Replayed.Difference(
                                one.getActor(), one.getHandler(), one.getFailing(), one.getWhat()))
                        .toList());
    }

    static Replayed sum(Replayed one, Replayed other) {
        List<Replayed.Difference> differences = Stream.concat(one.differences().stream(), other.differences().stream())
                .sorted(Comparator.comparing(Replayed.Difference::failing).reversed())
                .limit(Replayed.SHOWN)
                .toList();
        return new Replayed(
                one.messages() + other.messages(),
                one.actors() + other.actors(),
                one.same() + other.same(),
                one.failing() + other.failing(),
                one.differing() + other.differing(),
                one.unsteady() + other.unsteady(),
                one.left() + other.left(),
                differences);
    }
}
