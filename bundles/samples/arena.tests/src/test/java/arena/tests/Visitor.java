package arena.tests;

import arena.Census;
import arena.Coin;
import arena.Coins;
import arena.Counted;
import arena.Enter;
import arena.Entered;
import arena.Purse;
import arena.Pursed;
import arena.Take;
import arena.Taken;
import arena.View;
import arena.Walk;
import arena.Walker;
import com.google.protobuf.Message;
import et.testkit.Player;
import et.testkit.Reply;
import et.testkit.World;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A player in the meadow who gets on with it: whoever was put back by a crash enters again. */
final class Visitor {

    private final World world;
    private final Player player;
    private final Map<String, Walker> seen = new TreeMap<>();
    private int viewsRead;
    private int x;
    private int y;

    Visitor(World world, String name) {
        this.world = world;
        this.player = world.player(name);
    }

    Player player() {
        return player;
    }

    Entered enter() {
        viewsRead = player.pushes(View.class).size();
        Entered picture = ask(Enter.getDefaultInstance()).as(Entered.class);
        seen.clear();
        picture.getNeighboursList().forEach(walker -> seen.put(walker.getPlayer(), walker));
        x = picture.getYou().getX();
        y = picture.getYou().getY();
        return picture;
    }

    Reply walkTo(int toX, int toY) {
        Reply reply = ask(Walk.newBuilder().setX(toX).setY(toY).build());
        if (reply.ok()) {
            x = toX;
            y = toY;
        }
        return reply;
    }

    Reply ask(Message request) {
        return player.ask(Arena.MEADOW, request);
    }

    int x() {
        return x;
    }

    int y() {
        return y;
    }

    /** Whom this player sees, as far as it was told by pushes since it entered. */
    Map<String, Walker> seen() {
        List<View> views = player.pushes(View.class);
        for (View view : views.subList(viewsRead, views.size())) {
            view.getWalkersList().forEach(walker -> seen.put(walker.getPlayer(), walker));
            view.getGoneList().forEach(seen::remove);
        }
        viewsRead = views.size();
        return seen;
    }

    /** Walks from coin to coin until it was handed {@code wanted} of them; returns their worth. */
    long pickUp(int wanted) {
        long worth = 0;
        for (int taken = 0; taken < wanted; ) {
            Optional<Coin> nearest = enter().getCoinsList().stream().min(Comparator.comparingInt(this::distance));
            if (nearest.isEmpty()) {
                world.advance(Duration.ofSeconds(1));
            } else if (reach(nearest.get())) {
                Reply reply =
                        ask(Take.newBuilder().setCoin(nearest.get().getId()).build());
                if (reply.ok()) {
                    taken++;
                    worth += reply.as(Taken.class).getWorth();
                }
            }
        }
        return worth;
    }

    /** Goes there; false when something came between. */
    private boolean reach(Coin coin) {
        while (distance(coin) > 2) {
            world.advance(Duration.ofMillis(130));
            if (!walkTo(x + clamp(coin.getX() - x), y + clamp(coin.getY() - y)).ok()) {
                return false;
            }
        }
        return true;
    }

    long coins() {
        return purse().getCoins();
    }

    Pursed purse() {
        return player.ask(Purse.getDefaultInstance()).as(Pursed.class);
    }

    Counted census() {
        return ask(Census.getDefaultInstance()).as(Counted.class);
    }

    List<Coins> coinNews() {
        return player.pushes(Coins.class);
    }

    private int distance(Coin coin) {
        return Math.max(Math.abs(coin.getX() - x), Math.abs(coin.getY() - y));
    }

    private static int clamp(int way) {
        return Math.max(-3, Math.min(3, way));
    }
}
