package et.cluster;

/**
 * A part of a container that knows something of its load. An OSGi service; there may be several. Asked every second or so, on a thread of the
 * provider; never blocks.
 */
public interface LoadSource {

    /** The load so far with what this part knows put into it. */
    Load add(Load load);
}
