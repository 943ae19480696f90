package et.actor.internal;

import et.actor.core.Registration;
import et.api.ActorLogic;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** What the framework knows of the bundle that registered a logic. */
final class LogicBundles {

    private LogicBundles() {}

    static Registration registration(ServiceReference<ActorLogic<?>> reference, ActorLogic<?> logic) {
        Bundle bundle = reference.getBundle();
        return new Registration(
                reference,
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                bundle.getBundleId(),
                exports(bundle),
                logic);
    }

    private static List<String> exports(Bundle bundle) {
        List<String> packages = new ArrayList<>();
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision != null) {
            for (BundleCapability capability : revision.getDeclaredCapabilities(BundleRevision.PACKAGE_NAMESPACE)) {
                packages.add(String.valueOf(capability.getAttributes().get(BundleRevision.PACKAGE_NAMESPACE)));
            }
        }
        return packages;
    }
}
