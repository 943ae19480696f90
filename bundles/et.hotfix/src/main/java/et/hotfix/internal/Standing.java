package et.hotfix.internal;

import et.persistence.HotfixStore.Hotfix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the records say of a bundle.
 *
 * @param newest the newest hotfix or plan
 * @param base the newest one that serves, if any does
 */
record Standing(Hotfix newest, Optional<Hotfix> base) {

    /** What is to be followed, in this order: what was tried and does not serve, and what serves. */
    List<Hotfix> binding() {
        return newest.phase().serves() || base.isEmpty() ? List.of(newest) : List.of(newest, base.get());
    }

    /** Of records in the order of their numbers. */
    static List<Standing> of(List<Hotfix> records) {
        Map<String, Standing> standing = new LinkedHashMap<>();
        for (Hotfix record : records) {
            Standing before = standing.get(record.bundle());
            Optional<Hotfix> base =
                    record.phase().serves() ? Optional.of(record) : before == null ? Optional.empty() : before.base();
            standing.put(record.bundle(), new Standing(record, base));
        }
        return List.copyOf(standing.values());
    }
}
