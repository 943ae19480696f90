package et.signature;

import java.util.Optional;

/**
 * Judges bundles before their code runs. An OSGi service. It sees by itself every bundle that is installed or updated,
 * and all that are there when it starts; who has bytes that are not installed yet asks it first, so that nothing has to
 * be taken out again.
 */
public interface Signatures {

    /**
     * Judges a bundle that is not installed yet. A refusal is in the log and in the audit when this returns or soon
     * after. Any thread but a lane: it reads files.
     *
     * @param jar the bundle's bytes, those that will be installed
     * @param source where they came from, for people
     * @param who the operator
     */
    Judgement judge(byte[] jar, String source, String who);

    /** What was said of an installed bundle; empty for the platform, which is not asked. Any thread. */
    Optional<Judgement> of(long bundleId);

    /** Whom this container trusts now. Any thread but a lane: it reads files. */
    Trust trust();

    /** This version serves: from now on a lower one is a downgrade. */
    void serves(String bundle, String version);

    /**
     * The operator went back from one version to another, which is empty when there was none: if the first was the highest
     * that ever ran, then the other is now.
     */
    void wentBack(String bundle, String from, String to);
}
