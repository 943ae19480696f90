package et.cluster.internal;

import et.cluster.Routes;
import et.cluster.Self;
import et.cluster.Tier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Registers the routes of other containers where there is no logic, and so no actor runtime that has routes of its own. */
@Component(
        service = {},
        immediate = true)
public final class RoutesElsewhere {

    private final @Nullable ServiceRegistration<Routes> registration;

    @Activate
    public RoutesElsewhere(BundleContext context, @Reference Self self, @Reference NodeLinks links) {
        registration =
                self.tiers().contains(Tier.LOGIC) ? null : context.registerService(Routes.class, links.routes(), null);
    }

    @Deactivate
    void deactivate() {
        if (registration != null) {
            registration.unregister();
        }
    }
}
