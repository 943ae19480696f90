package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.code;
import static org.assertj.core.api.Assertions.assertThat;

import et.proto.client.Code;
import et.testkit.Player;
import et.testkit.Unloading;
import et.testkit.World;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing of replaced code stays: every trace that a busy actor can leave is left, then its class loader must go. */
class UnloadEnvTest {

    /** A loader, and nothing else of it. */
    private static Reference<ClassLoader> install(World world, String version) {
        BundleLoader loader = new BundleLoader();
        world.hotfix(BUNDLE, version, loader.logic());
        return Unloading.watch(loader);
    }

    /** Leaves traces of every kind: state, timers, questions, blocking work, failures, stored and held messages, joins. */
    private static void use(World world, Player player) {
        ask(player, A, act("add", 1));
        player.ask(A, act("join"));
        assertThat(code(player, A, act("fail"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
        player.send(A, act("timer"));
        player.send(A, act("ask"));
        player.send(A, act("blocking"));
        player.send(A, act("send"));
        player.send(A, act("tell"));
        ask(player, B, act("add", 1));
        world.advance(Duration.ofMillis(5));
    }

    @Test
    void afterAConfirmedHotfixTheOldLoaderGoes() {
        try (World world =
                World.seeded(1).logic(BUNDLE, "1.0.0", new LeavingLogic()).start()) {
            Player alice = world.player("alice");
            Reference<ClassLoader> old = install(world, "1.0.1");
            use(world, alice);
            world.confirm(BUNDLE);
            Reference<ClassLoader> next = install(world, "1.0.2");
            use(world, alice);
            world.confirm(BUNDLE);
            Unloading.assertUnloaded(old);
            assertThat(next.refersTo(null)).isFalse();
        }
    }

    @Test
    void afterARollbackTheNewLoaderGoes() {
        try (World world =
                World.seeded(2).logic(BUNDLE, "1.0.0", new LeavingLogic()).start()) {
            Player alice = world.player("alice");
            use(world, alice);
            Reference<ClassLoader> taken = install(world, "1.0.1");
            use(world, alice);
            world.rollback(BUNDLE);
            Unloading.assertUnloaded(taken);
        }
    }

    @Test
    void afterAnUninstallTheLoaderGoesThoughMessagesWait() {
        try (World world =
                World.seeded(3).logic(BUNDLE, "1.0.0", new LeavingLogic()).start()) {
            Player alice = world.player("alice");
            Reference<ClassLoader> going = install(world, "1.0.1");
            world.confirm(BUNDLE);
            use(world, alice);
            world.uninstall(BUNDLE, "1.0.1");
            alice.send(A, act("add", 1));
            world.advance(Duration.ofMillis(10));
            Unloading.assertUnloaded(going);
        }
    }

    private static Reference<ClassLoader> installTables(World world, int version) {
        BundleLoader loader = new BundleLoader();
        world.hotfix(BUNDLE, "1.0." + version, loader.logic(LeavingTablesLogic.class));
        return Unloading.watch(loader);
    }

    @Test
    void ofFiveVersionsWithTablesOneLoaderStays() {
        try (World world =
                World.seeded(4).logic(BUNDLE, "1.0.0", new LeavingTablesLogic()).start()) {
            Player alice = world.player("alice");
            List<Reference<ClassLoader>> loaders = new ArrayList<>();
            for (int version = 1; version <= 5; version++) {
                loaders.add(installTables(world, version));
                assertThat(ask(alice, A, act("put")).getValue()).isEqualTo(1);
                // One query is under way while its version goes.
                alice.send(A, act("put"));
                world.confirm(BUNDLE);
            }
            loaders.subList(0, 4).forEach(Unloading::assertUnloaded);
            assertThat(loaders.get(4).refersTo(null)).isFalse();
        }
    }
}
