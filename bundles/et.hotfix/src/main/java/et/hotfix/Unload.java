package et.hotfix;

import java.util.List;

/**
 * Whether replaced code has left the memory.
 *
 * @param bundle the bundle's symbolic name
 * @param version the version that was uninstalled
 * @param collected whether its class loader was collected
 * @param millis how long that took, or how long it was waited for, in milliseconds
 * @param evidence what is known to hold it, one sentence each; may be empty though something does
 */
public record Unload(String bundle, String version, boolean collected, long millis, List<String> evidence) {}
