package et.actor.core;

import static org.assertj.core.api.Assertions.assertThat;

import et.actor.Logic;
import et.actor.Logic.Standing;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.api.Relaxed;
import et.proto.client.Hello;
import et.proto.client.Welcome;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is refused, and what the sentence says. */
class DefinitionTest {

    private final ThreadLane thread = new ThreadLane();
    private final NoStore store = new NoStore();
    private final LaneRuntime runtime = new LaneRuntime(
            List.of(thread),
            new LaneRuntime.Joints(
                    store, store, ActorLinks.alone("test"), Runnable::run, Runnable::run, Settings.DEFAULT));
    private final LogicRegistry registry = new LogicRegistry(runtime, new WaitingControl());
    private int keys;

    @AfterEach
    void stop() {
        thread.close();
    }

    @ActorType("good")
    private static class Good implements ActorLogic<Welcome> {

        private final Consumer<Handlers<Welcome>> declares;

        Good(Consumer<Handlers<Welcome>> declares) {
            this.declares = declares;
        }

        @Override
        public void define(Handlers<Welcome> on) {
            declares.accept(on);
        }
    }

    @ActorType("Bad Name")
    private static final class BadName extends Good {
        BadName() {
            super(DefinitionTest::sound);
        }
    }

    private static final class Nameless implements ActorLogic<Welcome> {
        @Override
        public void define(Handlers<Welcome> on) {
            sound(on);
        }
    }

    @ActorType("relaxed")
    @Relaxed(every = "1h")
    private static final class BadRelaxed extends Good {
        BadRelaxed() {
            super(DefinitionTest::sound);
        }
    }

    private static void sound(Handlers<Welcome> on) {
        on.state(Welcome.parser());
        on.request(Hello.class, (ctx, state, hello) -> state);
    }

    private Logic add(ActorLogic<?> logic, String... exports) {
        return registry.add(new Registration(++keys, "bundle", "1.0.0", 1, List.of(exports), logic));
    }

    private void refused(ActorLogic<?> logic, String because) {
        Logic made = add(logic);
        assertThat(made.standing()).isEqualTo(Standing.REFUSED);
        assertThat(made.reason()).contains(because);
    }

    @Test
    void aSoundLogicServes() {
        Logic made = add(new Good(DefinitionTest::sound));
        assertThat(made.standing()).isEqualTo(Standing.ACTIVE);
        assertThat(made.handlers()).containsExactly("request et.client.Hello");
        assertThat(runtime.route(MessageNames.hash("et.client.Hello")).type()).isEqualTo("good");
        assertThat(runtime.route(MessageNames.hash("et.client.Hello"), "other")).isNull();
    }

    @Test
    void ownTypesAreThoseWithLogicOrElseThoseOfTheLastRun() {
        registry.remember(List.of(new KnownRoute("gone", Reach.OWN, 1), new KnownRoute("open", Reach.ANY, 2)));
        assertThat(runtime.ownTypes()).containsExactly("gone");
        assertThat(add(new Good(DefinitionTest::sound)).standing()).isEqualTo(Standing.ACTIVE);
        assertThat(runtime.ownTypes()).containsExactly("good");
    }

    @Test
    void whatIsMissingIsNamed() {
        refused(new Nameless(), "@ActorType");
        refused(new BadName(), "\"Bad Name\"");
        refused(new BadRelaxed(), "every: \"1h\"");
        refused(new Good(on -> {}), "on.state(");
        refused(new Good(on -> on.state(Welcome.parser())), "no handler");
        refused(
                new Good(on -> {
                    throw new IllegalStateException("not today");
                }),
                "not today");
    }

    @Test
    void whatIsThereTwiceIsNamed() {
        refused(
                new Good(on -> {
                    sound(on);
                    on.message(Hello.class, (ctx, state, hello) -> state);
                }),
                "et.client.Hello twice");
        refused(
                new Good(on -> {
                    sound(on);
                    on.timer("t", (ctx, state) -> state);
                    on.timer("t", (ctx, state) -> state);
                }),
                "timer t twice");
        refused(
                new Good(on -> {
                    sound(on);
                    on.state(Welcome.parser());
                }),
                "state twice");
        refused(
                new Good(on -> {
                    sound(on);
                    on.upgrade(1, state -> state);
                    on.upgrade(1, state -> state);
                }),
                "upgrade from: 1");
    }

    @Test
    void boundsAreKept() {
        refused(
                new Good(on -> {
                    sound(on);
                    on.schema(0);
                }),
                "schema: 0");
        refused(
                new Good(on -> {
                    on.state(Welcome.parser());
                    on.request(Hello.class, (ctx, state, hello) -> state).relaxed(Duration.ofMillis(10));
                }),
                "every: PT0.01S");
    }

    @Test
    void aBundleThatExportsIsRefused() {
        Logic made = add(new Good(DefinitionTest::sound), "game.api");
        assertThat(made.standing()).isEqualTo(Standing.REFUSED);
        assertThat(made.reason()).contains("game.api").contains("remove the exports");
    }

    @Test
    void aTypeIsRegisteredOnce() {
        add(new Good(DefinitionTest::sound));
        refused(new Good(DefinitionTest::sound), "twice");
    }

    @Test
    void twoTypesWithOneRequestAreAmbiguousUntilTheClientNamesOne() {
        add(new Good(DefinitionTest::sound));
        add(new Second());
        int hello = MessageNames.hash("et.client.Hello");
        assertThat(runtime.ambiguous(hello)).isTrue();
        assertThat(runtime.route(hello)).isNull();
        assertThat(runtime.route(hello, "second").type()).isEqualTo("second");
    }

    @ActorType("second")
    private static final class Second extends Good {
        Second() {
            super(DefinitionTest::sound);
        }
    }

    @Test
    void handlersAreOfNoUseAfterDefine() {
        Handlers<?>[] kept = new Handlers<?>[1];
        add(new Good(on -> {
            sound(on);
            kept[0] = on;
        }));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> kept[0].schema(2))
                .isInstanceOf(IllegalStateException.class);
    }
}
