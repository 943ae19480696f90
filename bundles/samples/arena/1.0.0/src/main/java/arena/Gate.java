package arena;

import et.api.ActorContext;
import et.api.ActorRef;
import et.api.SessionRef;

/** How players come into a zone, and how they go. */
final class Gate {

    private Gate() {}

    static ZoneState enter(ActorContext ctx, ZoneState zone, Enter request) {
        SessionRef session = ctx.session().orElseThrow(() -> No.because(Refused.NOT_HERE, "Only players enter."));
        if (!Zones.NAMES.contains(ctx.self().id())) {
            throw No.because(
                    Refused.NO_SUCH_ZONE, "zone: " + ctx.self().id() + " (expected: one of " + Zones.NAMES + ")");
        }
        String player = session.player();
        Presence before = zone.getWalkersMap().get(player);
        if (before == null && zone.getWalkersCount() >= Rules.MAX_WALKERS) {
            throw No.because(
                    Refused.ZONE_FULL, ctx.self().id() + " has " + Rules.MAX_WALKERS + " walkers: try another.");
        }
        Presence me = (before == null ? arrival(ctx, zone.getDepartedMap().get(player)) : before.toBuilder())
                .setSession(session.id())
                .setActiveMs(ctx.now().toEpochMilli())
                .build();
        ZoneState next =
                zone.toBuilder().removeDeparted(player).putWalkers(player, me).build();
        if (zone.getWalkersCount() == 0) {
            ctx.startTimerEvery(ZoneLogic.TICK, Rules.TICK);
            ctx.startTimerEvery(ZoneLogic.SPAWN, Rules.SPAWN);
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
                .setStep(me.getStep())
                .setTakes(me.getTakes())
                .build());
        return next;
    }

    private static Presence.Builder arrival(ActorContext ctx, Spot told) {
        Presence.Builder me = Presence.newBuilder().setSpot(Rules.anywhere(ctx.random()));
        return told == null ? me : me.setTold(told);
    }

    static ZoneState leave(ActorContext ctx, ZoneState zone, Leave request) {
        String player = No.unlessIn(ctx, zone);
        ctx.reply(Left.getDefaultInstance());
        return showOut(ctx, zone, player);
    }

    static ZoneState left(ActorContext ctx, ZoneState zone, SessionRef session) {
        Presence walker = zone.getWalkersMap().get(session.player());
        // The player may be back already, with another session.
        return walker == null || walker.getSession() != session.id() ? zone : showOut(ctx, zone, session.player());
    }

    static ZoneState showOut(ActorContext ctx, ZoneState zone, String player) {
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
}
