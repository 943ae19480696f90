package et.hotfix;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A hotfix that was refused or failed: one sentence that says why, and what to change. Carries no stack trace and no
 * cause: a shell session keeps its last
 * exception, and a cause of a logic bundle's class would keep that bundle in memory.
 */
public final class HotfixException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Plan plan;

    /** A refusal or failure. */
    public HotfixException(String sentence) {
        this(sentence, null);
    }

    /** A refusal by a plan. */
    public HotfixException(String sentence, @Nullable Plan plan) {
        super(sentence, null, false, false);
        this.plan = plan;
    }

    /** The plan that refused it, if one did. */
    public Optional<Plan> plan() {
        return Optional.ofNullable(plan);
    }
}
