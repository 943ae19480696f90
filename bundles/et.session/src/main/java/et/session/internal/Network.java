package et.session.internal;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A part of the network that counts as one: what one person can easily have many addresses of.
 *
 * @param prefix its first bytes in hex
 */
record Network(String prefix) {

    private static final int IPV6_BYTES = 8;

    /** The /24 of an IPv4 address, the /64 of an IPv6 one. */
    static Network around(InetAddress address) {
        return of(address, 3);
    }

    /** An IPv4 address itself, the /64 of an IPv6 one. */
    static Network at(InetAddress address) {
        return of(address, 4);
    }

    private static Network of(InetAddress address, int ipv4Bytes) {
        int bytes = address instanceof Inet4Address ? ipv4Bytes : IPV6_BYTES;
        return new Network(HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), bytes)));
    }
}
