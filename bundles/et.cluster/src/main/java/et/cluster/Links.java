package et.cluster;

/** Opens the ways to lanes. An OSGi service. */
public interface Links {

    /**
     * The way from the calling gateway loop to a lane. The loop keeps it; a link is used on that loop only.
     *
     * @param broken run once, on that loop, when the link has broken: what was sent last may be lost, and the link takes nothing any more
     * @throws IllegalStateException when there is no such place, or no way to it now
     */
    Link open(Place place, Runnable broken);

    /**
     * Carries a parcel between lanes, as {@link LaneGate#parcel} takes it. Called on a lane's loop; what is sent from one lane to another keeps
     * its order.
     *
     * @return false when there is no way now: nothing was sent
     */
    boolean carry(Place place, byte[] parcel);
}
