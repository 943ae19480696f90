package et.signature.internal;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Gives refused bundles nothing to wire to, so that they stay unresolved and no class of them is loaded.
 *
 * <p>Not by {@code filterResolvable}: as long as a bundle that was taken out there is installed, Felix finds no
 * provider for any other bundle either ("missing requirement org.osgi.framework").
 */
final class Wiring implements ResolverHookFactory {

    private final Gate gate;
    private final PolicyFiles files;

    Wiring(Gate gate, PolicyFiles files) {
        this.gate = gate;
        this.files = files;
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return new Hook(gate, files.read());
    }

    private record Hook(Gate gate, Policy policy) implements ResolverHook {

        @Override
        public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
            // The framework asks for itself, too, with a requirement of nobody.
            BundleRevision revision = requirement.getRevision();
            Bundle bundle = revision == null ? null : revision.getBundle();
            if (bundle != null && !candidates.isEmpty() && !gate.mayBeWired(bundle, policy)) {
                candidates.clear();
            }
        }

        @Override
        public void filterResolvable(Collection<BundleRevision> candidates) {}

        @Override
        public void filterSingletonCollisions(
                BundleCapability singleton, Collection<BundleCapability> collisionCandidates) {}

        @Override
        public void end() {}
    }
}
