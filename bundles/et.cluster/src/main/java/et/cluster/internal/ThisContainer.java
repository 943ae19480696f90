package et.cluster.internal;

import et.cluster.Self;
import et.cluster.Tier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this container is, as configured. Immediate, so that the incarnation stays when nobody asks for it for a moment. */
@Component(configurationPid = "et.cluster", immediate = true)
@Designate(ocd = ThisContainer.Config.class)
public final class ThisContainer implements Self {

    @ObjectClassDefinition(
            name = "et cluster",
            description = "What this container is. A change takes effect when the container starts again.")
    public @interface Config {

        @AttributeDefinition(
                description = "Its name; unique in the cluster, 1 to 64 characters: letters, digits, - _ and .")
        String container() default "et";

        @AttributeDefinition(description = "Its tiers, separated by commas: gateway, manager, logic.")
        String tiers() default "gateway,manager,logic";

        @AttributeDefinition(
                description = "The address at which other containers reach this one: an address, or a name that this"
                        + " machine can resolve; never 0.0.0.0.")
        String host() default "127.0.0.1";

        @AttributeDefinition(
                description = "The address that this container listens at for other containers, where it is not host:"
                        + " behind an address translation, in a virtual network; 0.0.0.0: at all of this machine.")
        String listen() default "";
    }

    private static final Logger log = LoggerFactory.getLogger(ThisContainer.class);

    /** What is also safe in a certificate's name, an actor path and a file name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** The lower bits of an incarnation are random; the milliseconds above them last until the year 2248. */
    private static final int RANDOM_BITS = 20;

    private final String container;
    private final long incarnation;
    private final Set<Tier> tiers;
    private final String host;
    private final String listen;

    @Activate
    public ThisContainer(Config config) {
        container = config.container();
        if (!NAME.matcher(container).matches()) {
            throw new IllegalArgumentException(
                    "et.cluster container: '" + container + "' (expected: 1 to 64 letters, digits, '-', '_' and '.')");
        }
        tiers = tiers(config.tiers());
        host = address("host", config.host(), "the address at which other containers reach this one");
        listen = config.listen().isBlank()
                ? host
                : address("listen", config.listen(), "an address of this machine, or nothing: the same as host");
        incarnation = System.currentTimeMillis() << RANDOM_BITS | new SecureRandom().nextInt(1 << RANDOM_BITS);
        log.info("Container {} at {}, listening at {}: {}", container, host, listen, tiers);
    }

    @Modified
    void modified() {
        log.warn("The container stays what it is. The changed et.cluster takes effect when it starts again.");
    }

    @Override
    public String container() {
        return container;
    }

    @Override
    public long incarnation() {
        return incarnation;
    }

    @Override
    public Set<Tier> tiers() {
        return tiers;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String listen() {
        return listen;
    }

    private static Set<Tier> tiers(String list) {
        EnumSet<Tier> tiers = EnumSet.noneOf(Tier.class);
        for (String word : list.split(",", -1)) {
            Tier tier = Arrays.stream(Tier.values())
                    .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("et.cluster tiers: '" + list
                            + "' (expected: one or more of gateway, manager and logic, separated by commas)"));
            tiers.add(tier);
        }
        return Set.copyOf(tiers);
    }

    /** Resolved here once: nobody else has to, on a thread that must not block. */
    private static String address(String key, String value, String expected) {
        try {
            InetAddress address = InetAddress.getByName(value);
            // One can listen at all addresses, but not be reached at them.
            boolean any = address.isAnyLocalAddress() && key.equals("host");
            if (!value.isBlank() && !any && !address.isMulticastAddress()) {
                return address.getHostAddress();
            }
        } catch (UnknownHostException unknown) {
            log.debug("{} {}", key, value, unknown);
        }
        throw new IllegalArgumentException("et.cluster " + key + ": '" + value + "' (expected: " + expected + ")");
    }
}
