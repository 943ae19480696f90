package et.persistence.hibernate.internal;

import et.persistence.ActorRow;
import et.persistence.RowException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Stands between the rows of actors and what lies in the database: which key seals, which opens, and what to do with a row that has none. Any thread. */
@Component(service = Seal.class, configurationPid = "et.persistence.seal")
@Designate(ocd = Seal.Config.class)
public final class Seal {

    /** The keys of {@code etc/et.persistence.seal.cfg}. */
    @ObjectClassDefinition(name = "et seal", description = "Encrypts what the database has of actors.")
    public @interface Config {

        @AttributeDefinition(
                name = "Keys",
                description = "The file with the key ring; empty: the environment's ET_SEAL_KEYS, or no encryption.")
        String keys() default "";

        @AttributeDefinition(
                name = "Plain rows",
                description = "read: rows that are not encrypted are read; refuse: their actors are out of service.")
        String plain() default "read";
    }

    /** Rows of this key are as they are. */
    static final int PLAIN = 0;

    /** Where the ring is when the configuration names no file. */
    private static final String KEYS = "ET_SEAL_KEYS";

    private final KeyRing ring;
    private final boolean plainIsRefused;

    @Activate
    public Seal(BundleContext context, Config config) {
        this(ring(config, String.valueOf(context.getProperty("karaf.etc")), System.getenv()), refused(config));
    }

    Seal(KeyRing ring, boolean plainIsRefused) {
        if (plainIsRefused && ring.current() == PLAIN) {
            throw new IllegalStateException("plain: refuse, and there is no key ring (expected: a file in keys, or "
                    + KEYS + " in the environment; else plain = read)");
        }
        this.ring = ring;
        this.plainIsRefused = plainIsRefused;
    }

    static KeyRing ring(Config config, String etc, Map<String, String> environment) {
        if (!config.keys().isBlank()) {
            return KeyRing.read(Path.of(config.keys().replace("${karaf.etc}", etc)));
        }
        var text = environment.getOrDefault(KEYS, "");
        return text.isBlank() ? KeyRing.NONE : KeyRing.parse(text, KEYS);
    }

    private static boolean refused(Config config) {
        return switch (config.plain()) {
            case "read" -> false;
            case "refuse" -> true;
            default -> throw new IllegalStateException("plain: " + config.plain() + " (expected: read or refuse)");
        };
    }

    /** The number of the key that rows are sealed with; {@link #PLAIN} when they are stored as they are. */
    int current() {
        return ring.current();
    }

    /** The numbers of the keys that are there. */
    Set<Integer> keys() {
        return ring.numbers();
    }

    /** Whether rows of this key can be opened. */
    boolean opens(int key) {
        return key == PLAIN ? !plainIsRefused : ring.key(key) != null;
    }

    /** Why rows of a key cannot be opened: what they are. */
    String lacks(int key) {
        return key == PLAIN
                ? "not sealed, and etc/et.persistence.seal.cfg says plain = refuse"
                : "sealed with " + ring.lacks(key);
    }

    /** How many bytes a state may have if it may have so many in the database. */
    int stateWithin(int most) {
        return current() == PLAIN ? most : most - RowCipher.BEFORE_STATE;
    }

    /** How many bytes a book may have if it may have so many in the database. */
    int bookWithin(int most) {
        return current() == PLAIN ? most : most - RowCipher.BEHIND_BOOK;
    }

    /** The row as it is to lie in the database, with the key {@link #current}. */
    ActorRow close(ActorRow row) {
        var cipher = ring.key(current());
        return cipher == null ? row : cipher.seal(row);
    }

    /**
     * The row as it was written.
     *
     * @param key what the row says of its key
     * @throws RowException when it is not what was written, or its key is not there
     */
    ActorRow open(ActorRow stored, int key) {
        if (!opens(key)) {
            throw new RowException(stored.type(), stored.id(), "its row is " + lacks(key));
        }
        var cipher = ring.key(key);
        if (cipher == null) {
            return stored;
        }
        var row = cipher.open(stored);
        if (row == null) {
            throw new RowException(
                    stored.type(),
                    stored.id(),
                    "its row of revision " + stored.revision()
                            + " is not what was written: bytes, or columns beside them, were altered in the database");
        }
        return row;
    }
}
