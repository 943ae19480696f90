package arena;

import java.util.List;

/** The zones there are. A client may address any id, but only these are places. */
public final class Zones {

    /** Their names, which are the actors' ids. */
    public static final List<String> NAMES =
            List.of("meadow", "forest", "harbour", "mine", "desert", "marsh", "tundra", "keep");

    private Zones() {}
}
