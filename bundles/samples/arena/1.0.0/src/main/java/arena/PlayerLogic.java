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

    @Override
    public void define(Handlers<PlayerState> on) {
        on.state(PlayerState.parser());
        on.request(Purse.class, this::purse);
        on.message(CoinGranted.class, this::granted);
        on.message(Statement.class, this::stated);
    }

    private PlayerState purse(ActorContext ctx, PlayerState state, Purse request) {
        ctx.join();
        ctx.reply(Pursed.newBuilder()
                .setCoins(state.getCoins())
                .setGrants(state.getGrants())
                .setStated(state.getStated())
                .build());
        return state;
    }

    private PlayerState granted(ActorContext ctx, PlayerState state, CoinGranted coin) {
        long coins = state.getCoins() + coin.getWorth();
        ctx.broadcast(PurseChanged.newBuilder().setCoins(coins).build());
        return state.toBuilder()
                .setCoins(coins)
                .setGrants(state.getGrants() + 1)
                .build();
    }

    private PlayerState stated(ActorContext ctx, PlayerState state, Statement statement) {
        return state.toBuilder()
                .setStated(state.getStated() + statement.getCoins())
                .build();
    }
}
