package et.hotfix;

import et.persistence.HotfixStore.Hotfix;
import java.util.List;

/**
 * Where hotfixes stand.
 *
 * @param doing who is doing what at this moment, empty when nobody does anything
 * @param bundles the last hotfix of each bundle, newest first
 * @param unloads code that was uninstalled since the container started, newest first, at most 32
 */
public record Status(String doing, List<Hotfix> bundles, List<Unload> unloads) {}
