package arena;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorRef;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.api.Refusal;
import et.api.SessionRef;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * A zone: {@code arena/meadow}. Walking and talking are relaxed, as a step lost in a crash harms nobody; a coin is handed out in one durable change with the
 * message that takes it to the purse, so none is lost and none is doubled.
 */
@ActorType(value = "arena", reach = Reach.ANY)
@Component
public final class ZoneLogic implements ActorLogic<ZoneState> {

    private static final String TICK = "tick";
    private static final String SPAWN = "spawn";

    @Override
    public void define(Handlers<ZoneState> on) {
        on.state(ZoneState.parser());
        on.request(Enter.class, this::enter).relaxed(Rules.RELAXED);
        on.request(Walk.class, this::walk).relaxed(Rules.RELAXED);
        on.request(Say.class, this::say).relaxed(Rules.RELAXED);
        on.request(Take.class, this::take);
        on.request(Leave.class, this::leave);
        on.request(Census.class, this::census);
        on.timer(TICK, this::tick).relaxed(Rules.RELAXED);
        on.timer(SPAWN, this::spawn).relaxed(Rules.RELAXED);
        on.left(this::left);
    }

    private ZoneState enter(ActorContext ctx, ZoneState zone, Enter request) {
        SessionRef session = ctx.session().orElseThrow(() -> refusal(Refused.NOT_HERE, "Only players enter."));
        if (!Zones.NAMES.contains(ctx.self().id())) {
            throw refusal(Refused.NO_SUCH_ZONE, "zone: " + ctx.self().id() + " (expected: one of " + Zones.NAMES + ")");
        }
        String player = session.player();
        Presence before = zone.getWalkersMap().get(player);
        if (before == null && zone.getWalkersCount() >= Rules.MAX_WALKERS) {
            throw refusal(Refused.ZONE_FULL, ctx.self().id() + " has " + Rules.MAX_WALKERS + " walkers: try another.");
        }
        Presence me = (before == null ? arrival(ctx, zone.getDepartedMap().get(player)) : before.toBuilder())
                .setSession(session.id())
                .setActiveMs(ctx.now().toEpochMilli())
                .build();
        ZoneState next =
                zone.toBuilder().removeDeparted(player).putWalkers(player, me).build();
        if (zone.getWalkersCount() == 0) {
            ctx.startTimerEvery(TICK, Rules.TICK);
            ctx.startTimerEvery(SPAWN, Rules.SPAWN);
        }
        ctx.join();
        ctx.reply(Entered.newBuilder()
                .setWidth(Rules.WIDTH)
                .setHeight(Rules.HEIGHT)
                .setView(Rules.VIEW)
                .setStride(Rules.STRIDE)
                .setReach(Rules.REACH)
                .setYou(Neighbours.walker(player, me))
                .addAllNeighbours(Neighbours.all(next, player))
                .addAllCoins(next.getCoinsMap().values())
                .build());
        return next;
    }

    private static Presence.Builder arrival(ActorContext ctx, Spot told) {
        Presence.Builder me = Presence.newBuilder().setSpot(Rules.anywhere(ctx.random()));
        return told == null ? me : me.setTold(told);
    }

    private ZoneState walk(ActorContext ctx, ZoneState zone, Walk walk) {
        String player = player(ctx, zone);
        Presence me = zone.getWalkersOrThrow(player);
        Spot to = Rules.spot(walk.getX(), walk.getY());
        if (!Rules.onTheMap(to)) {
            throw refusal(
                    Refused.OFF_THE_MAP,
                    "(" + to.getX() + ", " + to.getY() + ") is off the map of " + Rules.WIDTH + " x " + Rules.HEIGHT
                            + " tiles.");
        }
        int tiles = Rules.distance(me.getSpot(), to);
        if (tiles > Rules.STRIDE) {
            throw refusal(Refused.TOO_FAR, tiles + " tiles (expected: at most " + Rules.STRIDE + " in one walk)");
        }
        long now = ctx.now().toEpochMilli();
        long walked =
                spend(now, me.getWalkedMs(), tiles * Rules.STEP_MS, "Walk at " + Rules.SPEED + " tiles a second.");
        ctx.reply(Walked.newBuilder().setX(to.getX()).setY(to.getY()).build());
        return zone.toBuilder()
                .putWalkers(
                        player,
                        me.toBuilder()
                                .setSpot(to)
                                .setWalkedMs(walked)
                                .setActiveMs(now)
                                .build())
                .build();
    }

    private ZoneState say(ActorContext ctx, ZoneState zone, Say say) {
        String player = player(ctx, zone);
        String text = say.getText().strip();
        if (text.isEmpty()
                || text.codePointCount(0, text.length()) > Rules.MAX_TEXT
                || text.codePoints().anyMatch(Character::isISOControl)) {
            throw refusal(
                    Refused.BAD_TEXT, "Say 1 to " + Rules.MAX_TEXT + " characters, none of them a control character.");
        }
        Presence me = zone.getWalkersOrThrow(player);
        long now = ctx.now().toEpochMilli();
        long talked = spend(now, me.getTalkedMs(), Rules.TALK_MS, "Others want to speak, too.");
        ctx.broadcast(Said.newBuilder().setPlayer(player).setText(text).build());
        ctx.reply(SayDone.getDefaultInstance());
        return zone.toBuilder()
                .putWalkers(
                        player,
                        me.toBuilder().setTalkedMs(talked).setActiveMs(now).build())
                .build();
    }

    private ZoneState take(ActorContext ctx, ZoneState zone, Take take) {
        String player = player(ctx, zone);
        Presence me = zone.getWalkersOrThrow(player);
        Coin coin = zone.getCoinsMap().get(take.getCoin());
        if (coin == null) {
            throw refusal(Refused.COIN_GONE, "Somebody was faster.");
        }
        if (!Rules.near(me.getSpot(), Rules.spot(coin.getX(), coin.getY()), Rules.REACH)) {
            throw refusal(Refused.OUT_OF_REACH, "The coin is more than " + Rules.REACH + " tiles away.");
        }
        ctx.send(
                new ActorRef(PlayerLogic.TYPE, player),
                CoinGranted.newBuilder()
                        .setCoin(coin.getId())
                        .setWorth(coin.getWorth())
                        .build());
        ctx.reply(Taken.newBuilder()
                .setCoin(coin.getId())
                .setWorth(coin.getWorth())
                .build());
        return zone.toBuilder()
                .removeCoins(coin.getId())
                .addTaken(coin.getId())
                .setHandedOut(zone.getHandedOut() + coin.getWorth())
                .putWalkers(
                        player,
                        me.toBuilder()
                                .setHanded(me.getHanded() + coin.getWorth())
                                .setActiveMs(ctx.now().toEpochMilli())
                                .build())
                .build();
    }

    private ZoneState leave(ActorContext ctx, ZoneState zone, Leave request) {
        String player = player(ctx, zone);
        ctx.reply(Left.getDefaultInstance());
        return showOut(ctx, zone, player);
    }

    private ZoneState left(ActorContext ctx, ZoneState zone, SessionRef session) {
        Presence walker = zone.getWalkersMap().get(session.player());
        // The player may be back already, with another session.
        return walker == null || walker.getSession() != session.id() ? zone : showOut(ctx, zone, session.player());
    }

    private static ZoneState showOut(ActorContext ctx, ZoneState zone, String player) {
        Presence walker = zone.getWalkersOrThrow(player);
        ctx.leave(new SessionRef(walker.getSession(), player));
        if (walker.getHanded() > 0) {
            ctx.send(
                    new ActorRef(PlayerLogic.TYPE, player),
                    Statement.newBuilder().setCoins(walker.getHanded()).build());
        }
        ZoneState.Builder next = zone.toBuilder().removeWalkers(player);
        return walker.hasTold() ? next.putDeparted(player, walker.getTold()).build() : next.build();
    }

    private ZoneState census(ActorContext ctx, ZoneState zone, Census request) {
        Presence me = zone.getWalkersOrThrow(player(ctx, zone));
        ctx.reply(Counted.newBuilder()
                .setHandedOut(zone.getHandedOut())
                .setCoins(zone.getCoinsCount())
                .setWalkers(zone.getWalkersCount())
                .setHandedToYou(me.getHanded())
                .build());
        return zone;
    }

    private ZoneState tick(ActorContext ctx, ZoneState zone) {
        if (zone.getWalkersCount() == 0) {
            ctx.stopTimer(TICK);
            ctx.stopTimer(SPAWN);
        }
        boolean coins = zone.getFoundCount() + zone.getTakenCount() > 0;
        boolean walkers = Neighbours.changed(zone);
        if (!coins && !walkers) {
            return zone;
        }
        ZoneState.Builder next = zone.toBuilder().clearFound().clearTaken().clearDeparted();
        if (coins) {
            ctx.broadcast(Coins.newBuilder()
                    .addAllFound(zone.getFoundList())
                    .addAllGone(zone.getTakenList())
                    .build());
        }
        if (walkers) {
            zone.getWalkersMap().forEach((player, walker) -> {
                View view = Neighbours.changes(zone, player);
                if (view.getWalkersCount() + view.getGoneCount() > 0) {
                    ctx.push(new SessionRef(walker.getSession(), player), view);
                }
                next.putWalkers(
                        player, walker.toBuilder().setTold(walker.getSpot()).build());
            });
        }
        return next.build();
    }

    private ZoneState spawn(ActorContext ctx, ZoneState zone) {
        ZoneState next = zone;
        long idle = ctx.now().toEpochMilli() - Rules.IDLE_MS;
        for (Map.Entry<String, Presence> walker : zone.getWalkersMap().entrySet()) {
            if (walker.getValue().getActiveMs() < idle) {
                next = showOut(ctx, next, walker.getKey());
            }
        }
        if (next.getCoinsCount() >= Rules.MAX_COINS) {
            return next;
        }
        Spot spot = Rules.anywhere(ctx.random());
        Coin coin = Coin.newBuilder()
                .setId(ctx.newId())
                .setX(spot.getX())
                .setY(spot.getY())
                .setWorth(Rules.worth(ctx.random()))
                .build();
        return next.toBuilder().putCoins(coin.getId(), coin).addFound(coin).build();
    }

    /** The player who asks, if in the zone. */
    private static String player(ActorContext ctx, ZoneState zone) {
        return ctx.session()
                .map(SessionRef::player)
                .filter(zone::containsWalkers)
                .orElseThrow(
                        () -> refusal(Refused.NOT_HERE, "Enter " + ctx.self().id() + " first."));
    }

    /**
     * A budget of time: each act takes some, and what was not used for {@link Rules#BURST_MS} is forfeited.
     *
     * @return until when the acts so far last
     */
    private static long spend(long now, long until, long cost, String advice) {
        long next = Math.max(until, now - Rules.BURST_MS) + cost;
        if (next > now) {
            throw refusal(Refused.TOO_FAST, advice);
        }
        return next;
    }

    private static Refusal refusal(Refused why, String text) {
        return new Refusal(why.getNumber(), text);
    }
}
