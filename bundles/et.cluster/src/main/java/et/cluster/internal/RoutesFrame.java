package et.cluster.internal;

import et.api.Reach;
import et.cluster.RouteTable;
import et.cluster.Routes;
import java.util.ArrayList;
import java.util.List;

/** A table of routes on its way from one container to another. */
final class RoutesFrame {

    private static final List<Reach> REACHES = List.of(Reach.OWN, Reach.ANY);

    private RoutesFrame() {}

    /** Writes it; false when the other side does not take so much. */
    static boolean write(FrameOut out, List<RouteTable.Entry> entries) {
        out.begin(Wire.ROUTES, 0);
        for (RouteTable.Entry entry : entries) {
            out.fixed4(entry.message())
                    .text(entry.route().type())
                    .fixed1(REACHES.indexOf(entry.route().reach()));
        }
        return out.end();
    }

    static List<RouteTable.Entry> read(FrameIn in) {
        List<RouteTable.Entry> entries = new ArrayList<>();
        while (in.left() > 0) {
            int message = in.fixed4();
            String type = in.text();
            Reach reach = REACHES.get(in.within("reach", in.fixed1(), REACHES.size()));
            entries.add(new RouteTable.Entry(message, new Routes.Route(type, reach)));
        }
        return entries;
    }
}
