package et.testkit.runtime;

import et.api.ActorRef;
import et.testkit.Player;
import et.testkit.Reply;
import et.testkit.World;
import et.testkit.box.Act;
import et.testkit.box.Acted;
import et.testkit.box.Box;

/** Short words for what the tests say. */
final class Boxes {

    static final String BUNDLE = "boxes";

    private Boxes() {}

    static World world(long seed, BoxLogic logic) {
        return World.seeded(seed).logic(BUNDLE, "1.0.0", logic).start();
    }

    static Act act(String name) {
        return act(name, "", 0);
    }

    static Act act(String name, long amount) {
        return act(name, "", amount);
    }

    static Act act(String name, String to, long amount) {
        return Act.newBuilder().setName(name).setTo(to).setAmount(amount).build();
    }

    static Acted ask(Player player, ActorRef at, Act act) {
        return player.ask(at, act).as(Acted.class);
    }

    static int code(Player player, ActorRef at, Act act) {
        Reply reply = player.ask(at, act);
        return reply.code();
    }

    static long value(Player player, ActorRef at) {
        return ask(player, at, act("get")).getValue();
    }

    static String seen(Player player, ActorRef at) {
        return ask(player, at, act("get")).getText();
    }

    static long stored(World world, ActorRef at) {
        return world.stored(at, Box.parser()).map(Box::getValue).orElse(0L);
    }
}
