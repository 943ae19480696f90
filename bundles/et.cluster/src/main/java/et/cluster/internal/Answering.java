package et.cluster.internal;

import et.cluster.CallHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Lets the handlers of this container answer calls. Apart from {@link Callees}, so that nobody needs it: handlers need the cluster, the cluster needs those
 * who bring calls in, and a circle of components is broken wherever it happens to be.
 */
@Component(
        service = {},
        immediate = true)
public final class Answering {

    private final Callees callees;

    @Activate
    public Answering(@Reference Callees callees) {
        this.callees = callees;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHandler(CallHandler handler) {
        callees.addHandler(handler);
    }

    void removeHandler(CallHandler handler) {
        callees.removeHandler(handler);
    }
}
