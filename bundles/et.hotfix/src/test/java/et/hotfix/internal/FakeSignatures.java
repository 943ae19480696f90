package et.hotfix.internal;

import et.signature.Judgement;
import et.signature.Signatures;
import et.signature.Trust;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Everything is signed by ada, unless a test says otherwise. */
final class FakeSignatures implements Signatures {

    /** Why the next bundles are refused; empty: they are not. */
    volatile String refusal = "";

    /** What was said of those that are installed, by id. */
    final Map<Long, Judgement> installed = new ConcurrentHashMap<>();

    /** What was told, {@code serves game 1.1.0}. */
    final List<String> told = new CopyOnWriteArrayList<>();

    /** The bytes that were judged. */
    final List<byte[]> judged = new CopyOnWriteArrayList<>();

    @Override
    public Judgement judge(byte[] jar, String source, String who) {
        judged.add(jar);
        return new Judgement(refusal.isEmpty(), "ada", "c0de", refusal);
    }

    @Override
    public Optional<Judgement> of(long bundleId) {
        return Optional.ofNullable(installed.get(bundleId));
    }

    @Override
    public Trust trust() {
        return new Trust(Trust.Profile.PRODUCTION, List.of(), 0, 0, "");
    }

    @Override
    public void serves(String bundle, String version) {
        told.add("serves " + bundle + " " + version);
    }

    @Override
    public void wentBack(String bundle, String from, String to) {
        told.add("went back " + bundle + " " + from + " to " + to);
    }
}
