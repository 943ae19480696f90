package et.actor.core;

import et.cluster.Place;
import org.jspecify.annotations.Nullable;

/** What the lanes know of other containers: where shards live, and the way there. Called on lanes; never blocks. */
public interface ActorLinks {

    /** The name of this container. */
    String container();

    /** Where a shard lives that is not here; null while nobody knows. */
    @Nullable Place place(int shard);

    /**
     * Carries a parcel, as bytes, to a lane of another container. Parcels that one lane sends to one place keep their order.
     *
     * @return false when there is no way to that place now: nothing was sent
     */
    boolean carry(Place place, byte[] parcel);

    /** Of a container that has no others: every shard is here, or nowhere. */
    static ActorLinks alone(String container) {
        return new ActorLinks() {
            @Override
            public String container() {
                return container;
            }

            @Override
            public @Nullable Place place(int shard) {
                return null;
            }

            @Override
            public boolean carry(Place place, byte[] parcel) {
                return false;
            }
        };
    }
}
