package et.hotfix.internal;

import et.hotfix.HotfixException;
import et.proto.hotfix.Done;
import java.util.Map;

/** What went wrong in containers, in sentences. */
final class Shortfalls {

    private Shortfalls() {}

    /** Throws the first thing that went wrong, if anything did. */
    static void throwFirst(Map<String, Done> done, String end) {
        if (done.values().stream().anyMatch(one -> !one.getFailure().isEmpty())) {
            throw new HotfixException(first(done) + end);
        }
    }

    /** The first thing that went wrong, with where it did when there are several containers. */
    static String first(Map<String, Done> done) {
        return done.entrySet().stream()
                .filter(one -> !one.getValue().getFailure().isEmpty())
                .map(one -> (done.size() > 1 ? one.getKey() + ": " : "")
                        + one.getValue().getFailure())
                .findFirst()
                .orElse("nobody said why");
    }

    /** Who could not follow a decision, as the end of a sentence. */
    static String late(Map<String, Done> done) {
        return done.values().stream().allMatch(one -> one.getFailure().isEmpty())
                ? ""
                : "; but not everywhere yet: " + first(done) + ", et:hotfix status tells when it has caught up";
    }
}
