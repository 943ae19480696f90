package et.hotfix;

import et.persistence.HotfixStore.Hotfix;
import java.util.List;
import java.util.Map;

/**
 * Where hotfixes stand.
 *
 * @param doing who is doing what at this moment, empty when nobody does anything
 * @param bundles the last hotfix of each bundle, newest first
 * @param steppedBack why the last hotfix of a bundle was taken back by itself, by bundle
 * @param counted live actors by type and version, of bundles of which a policy lets two versions serve, by bundle
 * @param warmed how far containers warmed up the code of hotfixes that are not confirmed, by bundle and container
 * @param unloads code that was uninstalled since the container started, newest first, at most 32
 */
public record Status(
        String doing,
        List<Hotfix> bundles,
        Map<String, String> steppedBack,
        Map<String, List<Counted>> counted,
        Map<String, Map<String, Warmed>> warmed,
        List<Unload> unloads) {

    /**
     * Live actors of one version of a type, in all containers, some seconds ago at most.
     *
     * @param some the ids of some of them
     */
    public record Counted(String type, String version, int actors, List<String> some) {}
}
