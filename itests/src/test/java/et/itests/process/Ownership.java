package et.itests.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether each shard had one owner at a time, judged by what was committed, in the order in which it was. Told piece by piece; it keeps what it needs to judge
 * the next.
 */
final class Ownership {

    /** The epoch of a shard was raised. */
    record Raise(int shard, long epoch, String owner, Instant at) {}

    /**
     * An actor's row was written under another epoch than before.
     *
     * @param before the row's epoch before; 0: there was none
     * @param ofShard the epoch of its shard, in the same transaction
     */
    record Write(String actor, int shard, long before, long epoch, long ofShard) {}

    /** Where a container believes a shard to be. */
    record Belief(String container, int shard, String owner, long epoch) {}

    private record Loss(String owner, Instant at) {}

    private final Map<Integer, Raise> owners = new HashMap<>();
    private final List<Loss> losses = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    void raised(Raise raise) {
        Raise before = owners.put(raise.shard, raise);
        if (before != null && !before.owner.equals(raise.owner)) {
            losses.add(new Loss(before.owner, raise.at));
        }
        if (before != null && raise.epoch == before.epoch) {
            violations.add("epoch %d of shard %d has two owners: %s and %s"
                    .formatted(raise.epoch, raise.shard, before.owner, raise.owner));
        } else if (before != null && raise.epoch != before.epoch + 1) {
            violations.add("epoch %d of shard %d came after %d (expected: the next one)"
                    .formatted(raise.epoch, raise.shard, before.epoch));
        }
    }

    void written(Write write) {
        if (write.epoch < write.before) {
            violations.add("%s was written under epoch %d of shard %d, after epoch %d (expected: never back)"
                    .formatted(write.actor, write.epoch, write.shard, write.before));
        }
        if (write.epoch != write.ofShard) {
            violations.add("%s was written under epoch %d of shard %d (expected: %d, its owner's)"
                    .formatted(write.actor, write.epoch, write.shard, write.ofShard));
        }
    }

    /** Whether containers believe what is so; for when nothing moves. */
    boolean agrees(List<Belief> beliefs) {
        return beliefs.stream().allMatch(belief -> {
            Raise raise = owners.get(belief.shard);
            return raise != null && raise.epoch == belief.epoch && Objects.equals(raise.owner, belief.owner);
        });
    }

    /** How long after {@code killed} all shards of an owner had another one, of those that changed before it was back; 0: it had none. */
    long millisUntilTaken(String owner, Instant killed, Instant back) {
        return losses.stream()
                .filter(loss -> loss.owner.equals(owner) && loss.at.isAfter(killed) && loss.at.isBefore(back))
                .mapToLong(loss -> Duration.between(killed, loss.at).toMillis())
                .max()
                .orElse(0);
    }

    /** What was found since this was asked last. */
    List<String> takeViolations() {
        List<String> found = List.copyOf(violations);
        violations.clear();
        return found;
    }
}
