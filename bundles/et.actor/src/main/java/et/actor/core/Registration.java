package et.actor.core;

import et.api.ActorLogic;
import java.util.List;

/**
 * A logic that a bundle offers.
 *
 * @param key who registered it; the registry compares it by equality
 * @param bundle the bundle's symbolic name
 * @param version the bundle's version
 * @param bundleId the framework's number of the bundle
 * @param exports the packages that the bundle exports; must be none
 * @param logic the code
 */
public record Registration(
        Object key, String bundle, String version, long bundleId, List<String> exports, ActorLogic<?> logic) {}
