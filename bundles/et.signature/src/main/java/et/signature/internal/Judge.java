package et.signature.internal;

import et.signature.Code;
import et.signature.Judgement;
import et.signature.Signature;
import et.signature.Trust.Signer;
import java.util.Optional;

/** Says of code whether it may run, by what the files say now. */
final class Judge {

    private static final String SIGNERS = PolicyFiles.FILE;
    private static final int SHORT = 12;

    /** Who stands for what came with the server. */
    static final String DISTRIBUTION = "distribution";

    /** Karaf's command writes it into what it updates. */
    private static final String BY_COMMAND = "Bundle-UpdateLocation";

    private final Distribution distribution;
    private final Floors floors;

    Judge(Distribution distribution, Floors floors) {
        this.distribution = distribution;
        this.floors = floors;
    }

    /**
     * Judges.
     *
     * @param address where it came from: looked at first in the distribution
     * @param fresh whether it comes now: then it must not be a downgrade. What is installed already may be an older
     *     version that is kept for a way back
     */
    Judgement judge(Code code, String address, Policy policy, boolean fresh) {
        String digest = code.digest();
        if (policy.revokedDigests().contains(digest)) {
            return refused(
                    "",
                    digest,
                    "its code is revoked (digest " + digest + " in " + SIGNERS + "): install another version");
        }
        if (distribution.has(code, address)) {
            return new Judgement(true, DISTRIBUTION, digest, "");
        }
        Judgement judgement = signed(code, policy, Headers.mayBeLogic(code::header));
        return judgement.accepted() && fresh ? current(code, policy, judgement) : judgement;
    }

    private Judgement signed(Code code, Policy policy, boolean logic) {
        String digest = code.digest();
        if (!policy.trouble().isEmpty()) {
            return refused(
                    "", digest, policy.trouble() + ". Until that is corrected, only the distribution is trusted");
        }
        Signature signature = code.signature();
        if (signature instanceof Signature.Broken broken) {
            return refused(
                    "broken",
                    digest,
                    "its signature does not hold: " + broken.why()
                            + (code.header(BY_COMMAND).isEmpty()
                                    ? ". Get the bundle again from whom has signed it; or look at what is in it, and"
                                            + " sign it with ./et sign"
                                    : ". bundle:update changes what it brings: use et:hotfix apply"));
        }
        if (signature instanceof Signature.Whole whole) {
            return by(whole, code, policy, logic);
        }
        return unless(
                policy,
                "unsigned",
                digest,
                "it is not signed, and " + SIGNERS
                        + " says profile = production: sign it with ./et sign, with a key that this container trusts"
                        + " (./et trust)");
    }

    private static Judgement by(Signature.Whole whole, Code code, Policy policy, boolean logic) {
        String digest = code.digest();
        Optional<Signer> signer = policy.signer(whole.fingerprint());
        String name =
                signer.map(Signer::name).orElse("unknown " + whole.fingerprint().substring(0, SHORT));
        if (policy.revokedKeys().contains(whole.fingerprint())) {
            return refused(
                    name,
                    digest,
                    "it is signed with a key that is revoked (" + whole.fingerprint() + " in " + SIGNERS
                            + "): look at what is in it, and sign it with another key");
        }
        if (signer.isEmpty()) {
            return unless(
                    policy,
                    name,
                    digest,
                    "it is signed by " + whole.subject()
                            + " with a key that is not trusted here (" + whole.fingerprint()
                            + "): if you know that this is the signer's, put the certificate into etc/signers/ and a line"
                            + " signer.<name> into " + SIGNERS + " (./et trust does both)");
        }
        if (!policy.covers(signer.get(), code.bundle(), logic)) {
            String role = signer.get().role();
            return unless(
                    policy,
                    name,
                    digest,
                    "it is signed by " + name + ", whose role ("
                            + (role.isEmpty() ? "none" : role) + ") does not cover "
                            + (logic ? "" : "the platform bundle ")
                            + code.bundle() + ": change signer." + name + " in " + SIGNERS
                            + ", or have it signed by somebody else");
        }
        return new Judgement(true, name, digest, "");
    }

    private Judgement current(Code code, Policy policy, Judgement judgement) {
        String bundle = code.bundle();
        Optional<String> floor = floors.above(bundle, code.version());
        if (floor.isEmpty() || policy.downgrades().contains(bundle + "/" + code.version())) {
            return judgement;
        }
        Judgement old = unless(
                policy,
                judgement.signer(),
                judgement.digest(),
                "it is older than " + bundle + " "
                        + floor.get() + ", which has run here: et:hotfix rollback is the way back; to take this one on"
                        + " purpose, write downgrade = " + bundle + "/" + code.version() + " into " + SIGNERS);
        return old.accepted() && !judgement.sentence().isEmpty() ? judgement : old;
    }

    /** A refusal in production; while developing, something to know. */
    private static Judgement unless(Policy policy, String signer, String digest, String sentence) {
        return policy.isProduction()
                ? refused(signer, digest, sentence)
                : new Judgement(true, signer, digest, "allowed by the development profile: " + sentence);
    }

    static Judgement refused(String signer, String digest, String sentence) {
        return new Judgement(false, signer, digest, sentence);
    }
}
