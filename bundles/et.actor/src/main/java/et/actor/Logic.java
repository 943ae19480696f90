package et.actor;

import java.util.List;

/**
 * One logic that a bundle has registered: a type and one version of its code. Holds no class of the logic bundle; the runtime keeps those apart.
 *
 * @param type the actor type
 * @param bundle the bundle's symbolic name
 * @param version the bundle's version
 * @param bundleId the framework's number of the bundle
 * @param schema the state's schema number
 * @param handlers what it handles, for people: {@code request et.sample.Add}, {@code timer decay}, ...
 * @param ends whether it says when an actor is over
 * @param standing where it stands
 * @param reason one sentence when it was refused or waits, else empty
 */
public record Logic(
        String type,
        String bundle,
        String version,
        long bundleId,
        int schema,
        List<String> handlers,
        boolean ends,
        Standing standing,
        String reason) {

    /** Where a logic stands. */
    public enum Standing {
        /** It serves its type. */
        ACTIVE,
        /** It serves a part of its type's actors, those of a canary or of a policy; an active one serves the others. */
        CANARY,
        /** It is sound and could serve its type; another one does. */
        CANDIDATE,
        /** It cannot serve; the reason says what to change. */
        REFUSED
    }
}
