package et.cluster.internal;

/** A process at the other end of a link. */
record Peer(String container, long incarnation) {

    @Override
    public String toString() {
        return container + " (process " + incarnation + ")";
    }
}
