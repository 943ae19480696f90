package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static org.assertj.core.api.Assertions.assertThat;

import et.testkit.Player;
import et.testkit.Unloading;
import et.testkit.World;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Hotfixes in a row, each with classes of its own, tried, warmed up and played: what classes take is the same afterwards. {@code -Det.soak=500} has more of them than a build.
 *
 * <p>What is not headers of classes grows by a few KB a hotfix at first, and ever less: it is what the JVM notes of methods of the core that get warm. With {@code -DargLine=-Xint}
 * it does not.
 */
class MetaspaceEnvTest {

    private static final int HOTFIXES = Integer.getInteger("et.soak", 80);

    /** So long the JVM makes what it needs once: classes of the core, the notes of its compilers. */
    private static final int BEFORE = 40;

    private static final int EACH = 10;

    /** Of headers: a class has some 0.5 KB, a version of the game of this test some 25 classes. */
    private static final double MOST_HEADERS_KB = 0.5;

    /** Of all else, while the core gets warm; a version takes more than 100 KB. */
    private static final double MOST_OTHERS_KB = 20;

    /** What classes take, after a full collection, in KB. */
    private record Metaspace(int hotfixes, long classes, double headers, double others) {

        static Metaspace after(int hotfixes) {
            System.gc();
            double headers = used("Compressed Class Space");
            return new Metaspace(
                    hotfixes,
                    ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                    headers,
                    used("Metaspace") - headers);
        }

        private static double used(String pool) {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                            .filter(one -> one.getName().equals(pool))
                            .mapToLong(one -> one.getUsage().getUsed())
                            .sum()
                    / 1024.0;
        }
    }

    @Test
    void whatClassesTakeIsTheSameAfterManyHotfixes() {
        List<Metaspace> seen = new ArrayList<>();
        try (World world =
                World.seeded(95).logic(BUNDLE, "1.0.0", new LeavingLogic()).start()) {
            Player alice = world.player("alice");
            Reference<ClassLoader> last = null;
            for (int done = 1; done <= HOTFIXES; done++) {
                play(world, alice);
                Reference<ClassLoader> loader = replace(world, "1.0." + (done - 1), "1.0." + done);
                if (done % EACH == 0 && last != null) {
                    Unloading.assertUnloaded(last);
                    seen.add(Metaspace.after(done));
                }
                last = loader;
            }
        }
        System.out.println("Hotfixes  Classes  Headers KB  Others KB");
        seen.forEach(one -> System.out.printf(
                "%8d  %7d  %10.1f  %9.1f%n", one.hotfixes(), one.classes(), one.headers(), one.others()));
        List<Metaspace> later =
                seen.stream().filter(one -> one.hotfixes() >= BEFORE).toList();
        double headers = slope(later, later.stream().map(Metaspace::headers).toList());
        double others = slope(later, later.stream().map(Metaspace::others).toList());
        System.out.printf("From %d on: headers %.2f KB a hotfix, others %.2f KB a hotfix%n", BEFORE, headers, others);
        assertThat(later.get(later.size() - 1).classes() - later.get(0).classes())
                .as("classes that came and stayed")
                .isLessThan(HOTFIXES / 8);
        assertThat(headers).isLessThan(MOST_HEADERS_KB);
        assertThat(others).isLessThan(MOST_OTHERS_KB);
    }

    private static void play(World world, Player player) {
        for (int second = 0; second < 3; second++) {
            ask(player, A, act("add", 1));
            ask(player, B, act("add", 1));
            world.advance(Duration.ofSeconds(1));
        }
    }

    private static Reference<ClassLoader> replace(World world, String from, String to) {
        BundleLoader loader = new BundleLoader();
        world.logics().pin(BUNDLE, from);
        world.install(BUNDLE, to, loader.logic());
        world.logics().trial(BUNDLE, to, Duration.ofSeconds(10));
        world.logics().replay(BUNDLE, to, Duration.ofSeconds(1));
        world.logics().warmup(BUNDLE, to).run(Duration.ofMillis(50));
        world.logics().activate(BUNDLE, to, Duration.ofSeconds(10));
        world.logics().pin(BUNDLE, to);
        world.logics().sweep(Duration.ofSeconds(10));
        world.logics().settle(BUNDLE);
        world.uninstall(BUNDLE, from);
        return Unloading.watch(loader);
    }

    /** Of a straight line through the points, by least squares. */
    private static double slope(List<Metaspace> at, List<Double> values) {
        double x = at.stream().mapToInt(Metaspace::hotfixes).average().orElse(0);
        double y = values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        double products = 0;
        double squares = 0;
        for (int i = 0; i < values.size(); i++) {
            double distance = at.get(i).hotfixes() - x;
            products += distance * (values.get(i) - y);
            squares += distance * distance;
        }
        return products / squares;
    }
}
