package et.session.internal;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;

/** Who may create an account by logging in. */
enum Create {
    /** Everybody. */
    OPEN {
        @Override
        boolean allowed(InetAddress from) {
            return true;
        }
    },

    /** Only programs on this machine. */
    LOOPBACK {
        @Override
        boolean allowed(InetAddress from) {
            return from.isLoopbackAddress();
        }
    },

    /** Nobody. */
    CLOSED {
        @Override
        boolean allowed(InetAddress from) {
            return false;
        }
    };

    abstract boolean allowed(InetAddress from);

    static Create of(String name) {
        return Arrays.stream(values())
                .filter(create -> create.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "et.session create: " + name + " (expected: open, loopback or closed)"));
    }
}
