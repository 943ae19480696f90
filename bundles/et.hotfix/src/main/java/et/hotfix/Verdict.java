package et.hotfix;

/** What a hotfix would mean for the players, from harmless to impossible. */
public enum Verdict {
    /** New code for states as they are. */
    HOT,
    /** States change their schema and are migrated, each between two messages. */
    MIGRATE,
    /** A type goes away that has live actors: they must be gone first. */
    DRAIN,
    /** It cannot be done; the reasons say what to change. */
    REFUSE
}
