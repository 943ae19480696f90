package et.cluster.internal;

import et.cluster.Self;
import et.cluster.Tier;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The first frame each way.
 *
 * @param routes whether the sender wants to be told of routes
 * @param expected the container that the sender believes to speak with
 * @param expectedIncarnation and its process
 * @param lane the lane that the gateway end wants to reach
 */
record Hello(
        String container,
        long incarnation,
        Set<Tier> tiers,
        boolean routes,
        String expected,
        long expectedIncarnation,
        int lane) {

    private static final int ROUTES = 1;

    /** By the number of their bit. */
    private static final List<Tier> TIERS = List.of(Tier.GATEWAY, Tier.MANAGER, Tier.LOGIC);

    static Hello of(Self self, boolean routes, String expected, long expectedIncarnation, int lane) {
        return new Hello(
                self.container(), self.incarnation(), self.tiers(), routes, expected, expectedIncarnation, lane);
    }

    void write(FrameOut out) {
        int bits = 0;
        for (Tier tier : tiers) {
            bits |= 1 << TIERS.indexOf(tier);
        }
        out.begin(Wire.HELLO, 0)
                .fixed4(Wire.MAGIC)
                .fixed1(Wire.VERSION)
                .fixed1(routes ? ROUTES : 0)
                .fixed1(bits)
                .text(container)
                .fixed8(incarnation)
                .text(expected)
                .fixed8(expectedIncarnation)
                .varint(lane)
                .end();
    }

    static Hello read(FrameIn in) {
        int magic = in.fixed4();
        if (magic != Wire.MAGIC) {
            throw new WireException("a first frame that is no HELLO");
        }
        int version = in.fixed1();
        if (version != Wire.VERSION) {
            throw new WireException("link version: " + version + " (expected: " + Wire.VERSION
                    + "): all containers of a cluster run the same release");
        }
        int flags = in.fixed1();
        Set<Tier> tiers = tiers(in.fixed1());
        Hello hello =
                new Hello(in.text(), in.fixed8(), tiers, (flags & ROUTES) != 0, in.text(), in.fixed8(), in.varint());
        in.end();
        return hello;
    }

    private static Set<Tier> tiers(int bits) {
        EnumSet<Tier> tiers = EnumSet.noneOf(Tier.class);
        for (Tier tier : TIERS) {
            if ((bits & 1 << TIERS.indexOf(tier)) != 0) {
                tiers.add(tier);
            }
        }
        return tiers;
    }

    /** Refuses a HELLO that is for somebody else. */
    void expect(Self self) {
        if (!expected.equals(self.container()) || expectedIncarnation != self.incarnation()) {
            throw new WireException(container + " looks for container " + expected + ", process " + expectedIncarnation
                    + " (expected: " + self.container() + ", process " + self.incarnation() + ")");
        }
    }
}
