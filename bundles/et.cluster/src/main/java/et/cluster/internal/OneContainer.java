package et.cluster.internal;

import et.cluster.LaneGate;
import et.cluster.Link;
import et.cluster.Links;
import et.cluster.Place;
import et.cluster.Placement;
import et.net.Loops;
import io.netty.channel.EventLoop;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The cluster of one container: it owns every shard, shard {@code s} lives on lane {@code s % lanes}, and a link is a method call or a task.
 *
 * <p>Its places have epoch 0: nobody else can take a shard over, so there is nothing to compare. The epochs in the database, which fence off
 * a process that was believed dead, are raised by the actor runtime when it starts.
 */
@Component(configurationPid = "et.cluster")
@Designate(ocd = OneContainer.Config.class)
public final class OneContainer implements Placement, Links {

    @ObjectClassDefinition(name = "et cluster", description = "How this container takes part in the cluster.")
    public @interface Config {

        @AttributeDefinition(description = "The name of this container; unique in the cluster, 1 to 64 characters.")
        String container() default "et";
    }

    private static final int NAME_MAX = 64;

    private final String container;
    private final LaneGate gate;
    private final List<EventLoop> loops;
    private final Place[] places;

    @Activate
    public OneContainer(Config config, @Reference LaneGate gate, @Reference Loops loops) {
        this.container = config.container();
        if (container.isBlank() || container.length() > NAME_MAX) {
            throw new IllegalArgumentException(
                    "et.cluster container: '" + container + "' (expected: 1 to " + NAME_MAX + " characters)");
        }
        this.gate = gate;
        this.loops = loops.all();
        if (gate.lanes() < 1 || gate.lanes() > this.loops.size()) {
            throw new IllegalStateException(
                    "lanes: " + gate.lanes() + " (expected: 1 to " + this.loops.size() + ", the number of loops)");
        }
        places = new Place[gate.lanes()];
        for (int lane = 0; lane < places.length; lane++) {
            places[lane] = new Place(container, lane, 0);
        }
    }

    @Override
    public String container() {
        return container;
    }

    @Override
    public Place place(int shard) {
        return places[shard % places.length];
    }

    @Override
    public Link open(Place place) {
        if (!place.container().equals(container) || place.lane() < 0 || place.lane() >= places.length) {
            throw new IllegalStateException("place: " + place + " (expected: container " + container + ", lane 0 to "
                    + (places.length - 1) + ")");
        }
        return new LaneLink(gate, place.lane(), loops.get(place.lane()));
    }
}
