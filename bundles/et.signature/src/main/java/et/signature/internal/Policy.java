package et.signature.internal;

import et.signature.Trust.Profile;
import et.signature.Trust.Signer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code etc/signers.properties} and {@code etc/signers/} say.
 *
 * @param signers those whose certificates are there
 * @param roles what they may sign, by their names
 * @param downgrades {@code bundle/version} that may come though a higher version has run
 * @param trouble what is wrong with the files; empty when nothing is
 */
record Policy(
        Profile profile,
        List<Signer> signers,
        Map<String, Role> roles,
        Set<String> revokedKeys,
        Set<String> revokedDigests,
        Set<String> downgrades,
        String trouble) {

    /** Nobody is trusted, for this reason. */
    static Policy nobody(String trouble) {
        return new Policy(Profile.PRODUCTION, List.of(), Map.of(), Set.of(), Set.of(), Set.of(), trouble);
    }

    boolean isProduction() {
        return profile == Profile.PRODUCTION;
    }

    Optional<Signer> signer(String fingerprint) {
        return signers.stream().filter(s -> s.fingerprint().equals(fingerprint)).findFirst();
    }

    boolean covers(Signer signer, String bundle, boolean logic) {
        Role role = roles.get(signer.name());
        return role != null && role.covers(bundle, logic);
    }

    /**
     * What a signer may sign.
     *
     * @param platform whether bundles that are no logic, too
     * @param names symbolic names, of which the last letter may be {@code *}; empty: all
     */
    record Role(boolean platform, List<String> names) {

        boolean covers(String bundle, boolean logic) {
            return (logic || platform) && (names.isEmpty() || names.stream().anyMatch(n -> matches(n, bundle)));
        }

        private static boolean matches(String name, String bundle) {
            return name.endsWith("*") ? bundle.startsWith(name.substring(0, name.length() - 1)) : bundle.equals(name);
        }
    }
}
