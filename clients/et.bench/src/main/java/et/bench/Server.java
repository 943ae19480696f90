package et.bench;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who answers.
 *
 * @param name what it is called in tables
 * @param at where its gateways listen
 * @param processes all that it consists of
 */
record Server(String name, List<InetSocketAddress> at, Processes processes) {

    /**
     * As a command line has it.
     *
     * @param at addresses, with commas
     * @param processes their ids, likewise; empty: nothing is known of them
     * @throws IllegalArgumentException if one cannot be read
     */
    static Server of(String name, String at, String processes) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String one : at.split(",", -1)) {
            int colon = one.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("--at: " + one + " (expected: as 127.0.0.1:7700)");
            }
            addresses.add(new InetSocketAddress(one.substring(0, colon), Integer.parseInt(one.substring(colon + 1))));
        }
        List<Long> ids = Arrays.stream(processes.split(",", -1))
                .filter(id -> !id.isEmpty())
                .map(Long::valueOf)
                .toList();
        return new Server(name, addresses, new Processes(ids));
    }
}
