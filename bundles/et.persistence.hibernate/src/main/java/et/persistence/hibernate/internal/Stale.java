package et.persistence.hibernate.internal;

/**
 * The queries whose answer may be some seconds old: nothing else is asked of a replica. Each is a figure or a list for people, and nobody decides by it what is
 * done next, unless a game says that it may.
 *
 * <p>Not here, though they only read: accounts, sessions and tokens, for a login has to see the block and a resume the token of a moment ago; actors, by name, by
 * page or by when they wake, for who loads one goes on from there, and a hotfix is confirmed when no page shows an actor that needs what was before; all of
 * hotfixes, for a container follows what is recorded there; and the verification of the audit, which is about what the primary holds, and would miss entries
 * elsewhere.
 */
enum Stale {
    /** How many actors are stored. */
    ACTOR_COUNTS("count actors"),
    /** The newest entries of the audit. */
    AUDIT_LIST("read the audit"),
    /** Whom a version has changed. */
    IMPACT_PAGE("read whom a version has changed"),
    /** How many a version has changed. */
    IMPACT_COUNT("count whom a version has changed"),
    /** What a game looks for, and does not want fresh. */
    GAME_TABLE("look for rows of a game");

    private final String what;

    Stale(String what) {
        this.what = what;
    }

    /** What is done, for a failure's text. */
    String what() {
        return what;
    }
}
