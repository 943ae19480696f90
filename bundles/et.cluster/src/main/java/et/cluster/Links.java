package et.cluster;

/** Opens the ways to lanes. An OSGi service. */
public interface Links {

    /**
     * The way from the calling gateway loop to a lane. The loop keeps it; a link is used on that loop only.
     *
     * @throws IllegalStateException when this container knows no such place
     */
    Link open(Place place);
}
