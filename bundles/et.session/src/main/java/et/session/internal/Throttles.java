package et.session.internal;

import et.proto.client.Code;
import et.session.AuthenticationException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who has to wait after failed attempts. An attempt is charged before it is checked, so that many at once do not slip through, and given back when
 * it succeeds. Any thread; never blocks.
 *
 * <p>Nobody can lock a player out from afar: what a stranger uses up is the allowance of his own network and of himself with this account.
 * The account's allowance from everywhere is much larger, and does not hold for an address from which the player has logged in before. Resumes
 * have an allowance per address, as tokens cannot be guessed. All of this is kept in memory: it starts anew with the container.
 *
 * <p>Accounts are counted by the name that was asked for, whether or not it exists.
 */
final class Throttles {

    /** Keys that each kind of bucket remembers: some megabytes. */
    private static final int REMEMBERED = 50_000;

    /** An account as it was named, and the address that named it. */
    private record Pair(String account, Network address) {}

    /** What was charged for one attempt. */
    interface Charge {
        /** The attempt succeeded, or was not made. */
        void giveBack();
    }

    private final Buckets<Network> networks;
    private final Buckets<Pair> pairs;
    private final Buckets<String> accounts;
    private final Buckets<String> all;
    private final Buckets<Network> resumes;
    private final Buckets<Network> creations;
    private final Map<Pair, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Throttles(StoredAuthenticator.Config config, LongSupplier nanos) {
        long refill = TimeUnit.MINUTES.toNanos(check("throttle.minutes", config.throttle_minutes(), 1440));
        networks = new Buckets<>(check("network.failures", config.network_failures()), refill, REMEMBERED, nanos);
        pairs = new Buckets<>(check("address.failures", config.address_failures()), refill, REMEMBERED, nanos);
        accounts = new Buckets<>(check("account.failures", config.account_failures()), refill, REMEMBERED, nanos);
        all = new Buckets<>(check("all.failures", config.all_failures()), refill, 1, nanos);
        resumes = new Buckets<>(check("resume.failures", config.resume_failures()), refill, REMEMBERED, nanos);
        creations = new Buckets<>(check("creations", config.creations()), refill, REMEMBERED, nanos);
    }

    /** Charges an attempt to log in to an account. */
    Charge login(String account, InetAddress from) {
        Pair pair = new Pair(account, Network.at(from));
        if (isKnown(pair)) {
            take(pairs, pair);
            return () -> pairs.giveBack(pair);
        }
        Charge stranger = device(from);
        if (!pairs.take(pair)) {
            stranger.giveBack();
            throw tooMany();
        }
        if (!accounts.take(account)) {
            stranger.giveBack();
            pairs.giveBack(pair);
            throw tooMany();
        }
        return () -> {
            stranger.giveBack();
            pairs.giveBack(pair);
            accounts.giveBack(account);
        };
    }

    /** Charges an attempt with a device's secret, which nobody can guess: what is protected is the database. */
    Charge device(InetAddress from) {
        Network network = Network.around(from);
        take(networks, network);
        if (!all.take("")) {
            networks.giveBack(network);
            throw tooMany();
        }
        return () -> {
            networks.giveBack(network);
            all.giveBack("");
        };
    }

    /** Charges an attempt to resume. */
    Charge resume(InetAddress from) {
        Network address = Network.at(from);
        take(resumes, address);
        return () -> resumes.giveBack(address);
    }

    /** Charges the creation of an account. Programs on this machine are free to create. */
    void create(InetAddress from) {
        if (!from.isLoopbackAddress()) {
            take(creations, Network.around(from));
        }
    }

    /** The player has logged in from there. */
    void remember(String account, InetAddress from) {
        synchronized (known) {
            known.put(new Pair(account, Network.at(from)), true);
        }
    }

    private boolean isKnown(Pair pair) {
        synchronized (known) {
            return known.get(pair) != null;
        }
    }

    private static <K> void take(Buckets<K> buckets, K key) {
        if (!buckets.take(key)) {
            throw tooMany();
        }
    }

    private static AuthenticationException tooMany() {
        return new AuthenticationException(Code.THROTTLED, "too many attempts: wait some minutes");
    }

    private static int check(String key, int value) {
        return check(key, value, 1_000_000);
    }

    private static int check(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("et.session " + key + ": " + value + " (expected: 1 to " + most + ")");
        }
        return value;
    }
}
