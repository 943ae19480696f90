package arena;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import org.osgi.service.component.annotations.Component;

/** What a player owns: {@code player/<player>}. Each change is durable before anybody hears of it. */
@ActorType(value = PlayerLogic.TYPE, reach = Reach.OWN)
@Component
public final class PlayerLogic implements ActorLogic<PlayerState> {

    static final String TYPE = "player";

    /** What a piece of gold is worth. */
    private static final int GOLD = 10;

    @Override
    public void define(Handlers<PlayerState> on) {
        on.state(PlayerState.parser());
        on.schema(2);
        on.upgrade(1, PlayerLogic::change);
        on.downgrade(1, PlayerLogic::changeBack);
        on.request(Purse.class, this::purse);
        on.message(CoinGranted.class, this::granted);
        on.message(Statement.class, this::stated);
    }

    private PlayerState purse(ActorContext ctx, PlayerState state, Purse request) {
        ctx.join();
        ctx.reply(Pursed.newBuilder()
                .setCoins(worth(state))
                .setGold(state.getGold())
                .setGrants(state.getGrants())
                .setStated(state.getStated())
                .build());
        return state;
    }

    private PlayerState granted(ActorContext ctx, PlayerState state, CoinGranted coin) {
        PlayerState next = change(state.toBuilder()
                .setCoins(state.getCoins() + coin.getWorth())
                .setGrants(state.getGrants() + 1)
                .build());
        ctx.broadcast(PurseChanged.newBuilder().setCoins(worth(next)).build());
        return next;
    }

    private PlayerState stated(ActorContext ctx, PlayerState state, Statement statement) {
        return state.toBuilder()
                .setStated(state.getStated() + statement.getCoins())
                .build();
    }

    private static long worth(PlayerState state) {
        return state.getGold() * GOLD + state.getCoins();
    }

    /** Changes coins into gold. What the player owns is worth the same before and after, however often this is done. */
    private static PlayerState change(PlayerState state) {
        return state.toBuilder()
                .setGold(state.getGold() + state.getCoins() / GOLD)
                .setCoins(state.getCoins() % GOLD)
                .build();
    }

    /** Changes all gold back: 1.0.0 knows of coins only. */
    private static PlayerState changeBack(PlayerState state) {
        return state.toBuilder().setCoins(worth(state)).clearGold().build();
    }
}
