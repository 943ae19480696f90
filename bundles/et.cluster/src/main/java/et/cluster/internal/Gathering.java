package et.cluster.internal;

import et.cluster.LoadSource;
import et.cluster.NoticeHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Finds the parts of this container for {@link Gathered}, and apart from it, so that nobody needs this: as {@link Answering} is. */
@Component(
        service = {},
        immediate = true)
public final class Gathering {

    private final Gathered gathered;

    @Activate
    public Gathering(@Reference Gathered gathered) {
        this.gathered = gathered;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(LoadSource source) {
        gathered.addSource(source);
    }

    void removeSource(LoadSource source) {
        gathered.removeSource(source);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHandler(NoticeHandler handler) {
        gathered.addHandler(handler);
    }

    void removeHandler(NoticeHandler handler) {
        gathered.removeHandler(handler);
    }
}
