package arena;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
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

    static final String TICK = "tick";
    static final String SPAWN = "spawn";

    @Override
    public void define(Handlers<ZoneState> on) {
        on.state(ZoneState.parser());
        on.request(Enter.class, Gate::enter).relaxed(Rules.RELAXED);
        on.request(Walk.class, Acts::walk).relaxed(Rules.RELAXED);
        on.request(Say.class, Acts::say).relaxed(Rules.RELAXED);
        on.request(Take.class, Acts::take);
        on.request(Leave.class, Gate::leave);
        on.request(Census.class, this::census);
        on.timer(TICK, this::tick).relaxed(Rules.RELAXED);
        on.timer(SPAWN, this::spawn).relaxed(Rules.RELAXED);
        on.left(Gate::left);
    }

    private ZoneState census(ActorContext ctx, ZoneState zone, Census request) {
        Presence me = zone.getWalkersOrThrow(No.unlessIn(ctx, zone));
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
                next = Gate.showOut(ctx, next, walker.getKey());
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
}
