package et.actor.internal;

import et.actor.core.ActorLinks;
import et.cluster.Links;
import et.cluster.Place;
import et.cluster.Placement;
import org.jspecify.annotations.Nullable;

/** The other containers, through services that come after the lanes and go before them. */
final class OtherContainers implements ActorLinks {

    private final String container;
    private volatile @Nullable Placement placement;
    private volatile @Nullable Links links;

    OtherContainers(String container) {
        this.container = container;
    }

    void placement(@Nullable Placement service) {
        placement = service;
    }

    void links(@Nullable Links service) {
        links = service;
    }

    @Override
    public String container() {
        return container;
    }

    @Override
    public @Nullable Place place(int shard) {
        Placement known = placement;
        return known == null ? null : known.place(shard);
    }

    @Override
    public boolean carry(Place place, byte[] parcel) {
        Links known = links;
        return known != null && known.carry(place, parcel);
    }
}
