package arena;

import et.api.ActorContext;
import et.api.ActorRef;

/** What players do in a zone. */
final class Acts {

    private Acts() {}

    static ZoneState walk(ActorContext ctx, ZoneState zone, Walk walk) {
        String player = No.unlessIn(ctx, zone);
        Presence me = zone.getWalkersOrThrow(player);
        Spot to = Rules.spot(walk.getX(), walk.getY());
        if (!Rules.onTheMap(to)) {
            throw No.because(
                    Refused.OFF_THE_MAP,
                    "(" + to.getX() + ", " + to.getY() + ") is off the map of " + Rules.WIDTH + " x " + Rules.HEIGHT
                            + " tiles.");
        }
        int tiles = Rules.distance(me.getSpot(), to);
        if (tiles > Rules.STRIDE) {
            throw No.because(Refused.TOO_FAR, tiles + " tiles (expected: at most " + Rules.STRIDE + " in one walk)");
        }
        long now = ctx.now().toEpochMilli();
        long walked =
                spend(now, me.getWalkedMs(), tiles * Rules.STEP_MS, "Walk at " + Rules.SPEED + " tiles a second.");
        ctx.reply(Walked.newBuilder()
                .setX(to.getX())
                .setY(to.getY())
                .setStep(walk.getStep())
                .setPrevious(me.getStep())
                .build());
        return zone.toBuilder()
                .putWalkers(
                        player,
                        me.toBuilder()
                                .setSpot(to)
                                .setStep(walk.getStep())
                                .setWalkedMs(walked)
                                .setActiveMs(now)
                                .build())
                .build();
    }

    static ZoneState say(ActorContext ctx, ZoneState zone, Say say) {
        String player = No.unlessIn(ctx, zone);
        String text = say.getText().strip();
        if (text.isEmpty()
                || text.codePointCount(0, text.length()) > Rules.MAX_TEXT
                || text.codePoints().anyMatch(Character::isISOControl)) {
            throw No.because(
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

    static ZoneState take(ActorContext ctx, ZoneState zone, Take take) {
        String player = No.unlessIn(ctx, zone);
        Presence me = zone.getWalkersOrThrow(player);
        Coin coin = zone.getCoinsMap().get(take.getCoin());
        if (coin == null) {
            throw No.because(Refused.COIN_GONE, "Somebody was faster.");
        }
        if (!Rules.near(me.getSpot(), Rules.spot(coin.getX(), coin.getY()), Rules.REACH)) {
            throw No.because(Refused.OUT_OF_REACH, "The coin is more than " + Rules.REACH + " tiles away.");
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
                .setNth(me.getTakes() + 1)
                .build());
        return zone.toBuilder()
                .removeCoins(coin.getId())
                .addTaken(coin.getId())
                .setHandedOut(zone.getHandedOut() + coin.getWorth())
                .putWalkers(
                        player,
                        me.toBuilder()
                                .setHanded(me.getHanded() + coin.getWorth())
                                .setTakes(me.getTakes() + 1)
                                .setActiveMs(ctx.now().toEpochMilli())
                                .build())
                .build();
    }

    /**
     * A budget of time: each act takes some, and what was not used for {@link Rules#BURST_MS} is forfeited.
     *
     * @return until when the acts so far last
     */
    private static long spend(long now, long until, long cost, String advice) {
        long next = Math.max(until, now - Rules.BURST_MS) + cost;
        if (next > now) {
            throw No.because(Refused.TOO_FAST, advice);
        }
        return next;
    }
}
