package et.actor;

import et.api.ActorRef;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which actors have a new version of their code while the others keep the old one. An answer depends on nothing but these values and the actor's name, so every
 * container gives the same, also after a restart and when a shard has moved.
 *
 * <p>A percentage looks at the id only: actors of several types that have the same id are in together.
 *
 * @param hundredths of all actors, in hundredths of a percent, 0 to 10,000
 * @param seed whom a percentage means: with the same seed, a greater percentage has all of a smaller one
 * @param named actors that are in whatever the percentage
 */
public record Canary(int hundredths, long seed, Set<ActorRef> named) implements Rule {

    /** At most so many actors can be named. */
    public static final int MOST_NAMED = 100;

    private static final int ALL = 10_000;
    private static final Pattern PERCENTAGE = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?%?");
    private static final String EXPECTED =
            " (expected: a percentage such as 10, or actors such as player/7, or both, with commas)";

    public Canary {
        named = Set.copyOf(named);
        if (hundredths < 0 || hundredths > ALL) {
            throw new IllegalArgumentException("hundredths: " + hundredths + " (expected: 0 to 10000)");
        }
        if (named.size() > MOST_NAMED) {
            throw new IllegalArgumentException(
                    named.size() + " actors are named (expected: at most " + MOST_NAMED + ")");
        }
    }

    /**
     * Reads {@link #text}, or what a person types: a percentage, actors, or both, with commas. The percent sign may be left out: Karaf's shell takes it for
     * an operator.
     *
     * @throws IllegalArgumentException with a sentence
     */
    public static Canary parse(String text, long seed) {
        int hundredths = 0;
        Set<ActorRef> named = new HashSet<>();
        for (String part : text.split(",", -1)) {
            String word = part.strip();
            int slash = word.indexOf('/');
            if (slash > 0 && slash < word.length() - 1) {
                named.add(new ActorRef(word.substring(0, slash), word.substring(slash + 1)));
            } else if (PERCENTAGE.matcher(word).matches() && hundredths == 0) {
                hundredths = percentage(word);
            } else {
                throw new IllegalArgumentException("canary: \"" + text + "\"" + EXPECTED);
            }
        }
        return new Canary(hundredths, seed, named);
    }

    private static int percentage(String word) {
        try {
            BigDecimal percent = new BigDecimal(word.replace("%", ""));
            int hundredths = percent.movePointRight(2).intValueExact();
            if (hundredths > 0 && hundredths < ALL) {
                return hundredths;
            }
        } catch (ArithmeticException unreadable) {
            // The sentence below says what is wrong with it.
        }
        throw new IllegalArgumentException("canary: " + word + " (expected: 0.01 to 99.99; for all, switch)");
    }

    /** Whether the actor has the new version. */
    public boolean includes(ActorRef actor) {
        return (hundredths > 0 && place(actor.id()) < hundredths) || named.contains(actor);
    }

    /**
     * Where an id stands among all, 0 to 9,999. For ever the same: containers of two releases must agree. FNV-1a, 64 bit, over the seed and the UTF-16 units of
     * the id, finished with the murmur3 mixer.
     */
    private int place(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int shift = 0; shift < Long.SIZE; shift += 16) {
            hash = (hash ^ (seed >>> shift & 0xffff)) * 0x100000001b3L;
        }
        for (int at = 0; at < id.length(); at++) {
            hash = (hash ^ id.charAt(at)) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        hash *= 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return (int) Long.remainderUnsigned(hash, ALL);
    }

    /** This one and more: whoever is in stays in. */
    public Canary and(Canary more) {
        Set<ActorRef> all = new HashSet<>(named);
        all.addAll(more.named);
        return new Canary(Math.max(hundredths, more.hundredths), seed, all);
    }

    @Override
    public String text() {
        Stream<String> percentage = hundredths == 0
                ? Stream.of()
                : Stream.of(
                        BigDecimal.valueOf(hundredths, 2).stripTrailingZeros().toPlainString() + "%");
        Collection<String> actors =
                named.stream().map(ActorRef::toString).collect(Collectors.toCollection(TreeSet::new));
        List<String> parts = Stream.concat(percentage, actors.stream()).toList();
        return String.join(",", parts);
    }
}
