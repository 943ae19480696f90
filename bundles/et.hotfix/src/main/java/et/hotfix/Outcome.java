package et.hotfix;

import et.persistence.HotfixStore.Hotfix;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What became of an act.
 *
 * @param hotfix the record as it stands now
 * @param receipt the receipt, if there was a switch
 * @param sentence what happened, and what to do next
 * @param unload whether the code that was uninstalled has left; completes within seconds, or at once and empty
 *     when none was uninstalled
 */
public record Outcome(
        Hotfix hotfix, Optional<Receipt> receipt, String sentence, CompletionStage<Optional<Unload>> unload) {}
